import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
import Testing

struct QuestionTests {
    @Test(arguments: QuestionKind.allCases)
    func `every kind is added with a sealed key`(kind: QuestionKind) {
        QuestionScenario.given().when(.add(KindExample.proposal(kind))).then(KindExample.added(kind))
    }

    @Test(arguments: QuestionKind.allCases)
    func `a candidate sees no key of any kind`(kind: QuestionKind) throws {
        let item = PaperItem(
            question: KindExample.id(kind),
            revision: 1,
            kind: kind,
            pointsHundredths: 1_000,
            options: KindExample.content(kind).options.map(\.id).reversed(),
            targets: KindExample.content(kind).targets.map(\.id).reversed()
        )
        let view = try #require(QuestionPaperView(item, place: 1, content: KindExample.content(kind)))
        let json = String(decoding: try CanonicalJSON.encode(view), as: UTF8.self)
        #expect(!json.contains("rahasia") && !json.contains("kunci") && !json.contains("millionths"))
        #expect(!json.contains("3.14") && !json.contains("credits") && !json.contains("sealed"))
        #expect(view.options.map(\.id) == item.options)
        // What is right changes nothing of what is seen.
        let names = Set(Mirror(reflecting: view).children.compactMap(\.label))
        #expect(
            names == [
                "question", "place", "kind", "format", "stem", "options", "targets", "wordLimit", "pointsHundredths",
            ]
        )
    }

    @Test(arguments: QuestionKind.allCases)
    func `an event of the bank carries its key only sealed`(kind: QuestionKind) throws {
        let bytes = try CanonicalJSON.encode(KindExample.added(kind).payload as? QuestionAdded)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("rahasia"))
    }

    @Test(arguments: QuestionKind.allCases)
    func `refuses the key of another kind`(kind: QuestionKind) {
        for other in QuestionKind.allCases where other != kind {
            // A choice may be worth the same under two kinds.
            let choices: Set<QuestionKind> = [.singleChoice, .multipleChoice, .scoredSituation]
            if choices.contains(kind) && choices.contains(other) { continue }
            var proposal = KindExample.proposal(kind)
            proposal.key = KindExample.key(other)
            #expect(throws: QuestionRejection.self) { try QuestionRules.check(proposal.content, proposal.key) }
        }
    }

    @Test func `refuses broken questions, each by its rule`() {
        func refused(_ expected: QuestionRejection, _ kind: QuestionKind, _ change: (inout QuestionProposal) -> Void) {
            var proposal = KindExample.proposal(kind)
            change(&proposal)
            QuestionScenario.given().when(.add(proposal)).thenRejected(expected)
        }
        refused(.stemEmpty, .essay) { $0.content.stem = " \n" }
        refused(.topicOutOfRange, .essay) { $0.content.topic = "" }
        refused(.textMalformed, .essay) { $0.content.stem = "a\u{0}b" }
        refused(.textMalformed, .essay) { $0.content.topic = "a\nb" }
        refused(.textMalformed, .essay) { $0.content.code = "a\u{1}" }
        refused(.codeOutOfRange, .essay) { $0.content.code = " " }
        refused(.codeOutOfRange, .essay) { $0.content.code = String(repeating: "x", count: 201) }
        refused(.optionTwice, .singleChoice) { $0.content.options = AnswerOption.lettered(["a", "b", "c", "a"]) }
        refused(.optionEmpty, .singleChoice) { $0.content.options = AnswerOption.lettered(["a", "b", "c", ""]) }
        refused(.optionIDMalformed, .singleChoice) { $0.content.options[0] = AnswerOption(id: "<b>", text: "x") }
        refused(.keyDoesNotFitKind, .singleChoice) { $0.content.options.removeLast() }
        refused(.orderGivesKeyAway, .ordering) { $0.content.options.swapAt(0, 2) }
        refused(.rubricOutOfRange, .essay) { $0.key = AnswerKey() }
        refused(.wordLimitOutOfRange, .numeric) { $0.content.wordLimit = 10 }
        refused(.acceptedAnswerMalformed, .numeric) {
            $0.key = AnswerKey(numbers: [AcceptedNumber(from: "4", to: "3", millionths: 1_000_000)])
        }
        refused(.creditsDoNotReachFull, .scoredSituation) {
            $0.key = AnswerKey(credits: ["A", "B", "C", "D"].map { OptionCredit(option: $0, millionths: 400_000) })
        }
        refused(.rightAnswerCount, .shortText) {
            $0.key = AnswerKey(texts: [AcceptedText(text: "a", millionths: 500_000)])
        }
    }

    @Test func `keeps every revision`() {
        var better = KindExample.proposal(.numeric)
        better.content.stem = "Berapa pi?"
        let added = QuestionScenario.given(KindExample.added(.numeric))
        let question = added.when(.revise(better, reason: reason)).state
        #expect(question.revision(1)?.content.stem == "Pertanyaan numeric?")
        #expect(question.revision(2)?.content.stem == "Berapa pi?")
        added.when(.revise(KindExample.proposal(.numeric), reason: reason)).thenNothing()
        added.when(.revise(KindExample.proposal(.essay), reason: reason)).thenRejected(.kindChanged)
        added.when(.add(KindExample.proposal(.numeric))).thenNothing()
        added.when(.add(better)).thenRejected(.alreadyAdded)
    }

    @Test func `retires once`() {
        let added = KindExample.added(.essay)
        let retired = QuestionEvent.questionRetired(QuestionRetired(reason: reason.text))
        QuestionScenario.given(added).when(.retire(reason: reason)).then(retired)
        QuestionScenario.given(added, retired).when(.retire(reason: reason)).thenNothing()
        QuestionScenario.given(added, retired).when(.revise(KindExample.proposal(.essay), reason: reason))
            .thenRejected(.retired)
        QuestionScenario.given().when(.retire(reason: reason)).thenRejected(.notAdded)
    }
}

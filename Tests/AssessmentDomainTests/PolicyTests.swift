import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import Testing

struct PolicyTests {
    private func reaction(_ event: ExamEvent) -> WhenExamChanges.Reaction {
        WhenExamChanges.reaction(to: event, of: ani, at: .t(300), hash: testHash)
    }

    @Test func `what happens to an exam reaches its attempts`() {
        #expect(
            reaction(.examCancelled(ExamCancelled(reason: "x")))
                == .ask(.void(.examCancelled, at: .t(300), hash: testHash))
        )
        #expect(
            reaction(.examResultsReleased(ExamResultsReleased(releasedAt: .t(250), objectionsUntil: dueDay)))
                == .ask(.release(at: .t(250), objectionsUntil: dueDay))
        )
        func incident(_ candidates: [CivilServantID]) -> ExamEvent {
            .examIncidentDeclared(
                ExamIncidentDeclared(
                    incident: .number(1),
                    from: .t(1),
                    until: .t(2),
                    candidates: candidates,
                    reason: "x"
                )
            )
        }
        let counted = WhenExamChanges.Reaction.ask(
            .countIncident(.number(1), from: .t(1), until: .t(2), at: .t(300))
        )
        #expect(reaction(incident([])) == counted)
        #expect(reaction(incident([ani])) == counted)
        #expect(reaction(incident([budi])) == .nothing)
    }

    @Test func `a repair becomes a re-mark, with the new key when there is one`() {
        func repair(_ treatment: KeyTreatment) -> ExamKeyRepaired {
            ExamKeyRepaired(
                repair: .number(1),
                question: .number(2),
                revision: 1,
                treatment: treatment,
                decidedBy: dewi,
                reason: "x"
            )
        }
        #expect(reaction(.examKeyRepaired(repair(.excluded))) == .remark(repair(.excluded)))
        #expect(WhenExamChanges.keyInForce(repair(.excluded), key: nil) == .excluded)
        #expect(WhenExamChanges.keyInForce(repair(.fullPoints), key: nil) == .fullPoints)
        #expect(WhenExamChanges.keyInForce(repair(.newKey), key: nil) == nil)
        let remark = WhenExamChanges.remark(
            repair(.newKey),
            key: KindExample.key(.numeric),
            text: nil,
            at: .t(1),
            objectionsUntil: dueDay
        )
        guard case .remark(let request) = remark else {
            Issue.record("no re-mark")
            return
        }
        #expect(request.key == .key(KindExample.key(.numeric)) && request.repair == .number(1))
    }

    @Test func `an attempt that is over is marked, then its essays are opened`() throws {
        let events = history(
            .start(starting(exam(scheduling([.essay])))),
            saving(.essay, at: 1),
            .submit(phone, at: .t(2), hash: testHash),
            .mark(MarkAttempt(keys: keys))
        )
        let reactions = events.map { WhenAttemptIsOver.reaction(to: $0) }
        let essay = KindExample.id(.essay)
        #expect(reactions == [.nothing, .nothing, .mark, .openEssays([essay])])
        let opened = try #require(
            WhenAttemptIsOver.essay(
                to: essay,
                in: attempt(events),
                .number(400),
                rubric: KindExample.key(.essay).rubric,
                markersDifferPercent: 15
            )
        )
        #expect(opened.criteria == ["Isi"] && opened.maxHundredths == 1_000 && opened.candidate == ani)
    }

    @Test func `the id of an imported option does not tell its place`() {
        let options = AnswerOption.disguised(["tepat", "agak", "salah", "agak"])
        #expect(options.map(\.text) == ["tepat", "agak", "salah", "agak"])
        #expect(options.map(\.id) == ["D", "A", "C", "B"])
    }

    @Test func `every refusal has a slug, an Indonesian and an English sentence`() {
        let refusals: [any BusinessRejection] = [
            QuestionRejection.textTooLong(9), ExamRejection.keyRefused(.stemEmpty),
            ExamRejection.blueprintNotFillable("Etika", missing: 2), AttemptRejection.attemptsUsedUp(2),
            AttemptRejection.timeIsUp(LocalTime(.t(60), in: .jakarta)), EssayRejection.settled,
            ObjectionRejection.windowClosed(dueDay),
        ]
        for refusal in refusals {
            #expect(refusal.slug.allSatisfy { $0.isLowercase || $0 == "-" } && !refusal.slug.isEmpty)
            #expect(refusal.pesan.hasSuffix(".") && refusal.detail.hasSuffix("."))
        }
        #expect(
            AttemptRejection.timeIsUp(LocalTime(.t(60), in: .jakarta)).pesan
                == "Waktu habis pada 2026-03-02 09:00 WIB."
        )
        #expect(ExamRejection.blueprintNotFillable("Etika", missing: 2).pesan == "Soal untuk topik Etika kurang 2.")
    }
}

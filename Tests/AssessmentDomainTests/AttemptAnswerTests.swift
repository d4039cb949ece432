import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
import Testing

struct AttemptAnswerTests {
    @Test func `paper and clock are fixed at the start`() {
        let started = attempt(history(.start(starting(at: 5))))
        #expect(started.start?.paper.count == 9)
        #expect(started.start?.deadline == .t(65))
        #expect(started.clock?.deadline == .t(65))
        #expect(started.start?.seed == "0000000000000007")
        #expect(started.start?.batch == .number(300))
        AttemptScenario.given(history(.start(starting(at: 5)))).when(.start(starting(at: 9, seed: 8))).thenNothing()
    }

    @Test func `refuses a start that the exam does not allow`() {
        let none = AttemptScenario.given()
        none.when(.start(starting(at: -1))).thenRejected(.notOpenYet(LocalTime(.t(0), in: .jakarta)))
        none.when(.start(starting(at: 240))).thenRejected(.closedForStart(LocalTime(.t(240), in: .jakarta)))
        var request = starting()
        request.isEntitled = false
        none.when(.start(request)).thenRejected(.noEntitlement)
        request = starting()
        request.number = 2
        none.when(.start(request)).thenRejected(.attemptsUsedUp(1))
        none.when(.start(starting(exam(scheduling(), .cancel(reason: reason))))).thenRejected(.examCancelled)
        AttemptScenario.given(history(.start(starting()))).when(.start(starting(by: budi))).thenRejected(
            .alreadyStarted
        )
    }

    @Test(arguments: QuestionKind.allCases)
    func `saves an answer of each kind and acknowledges it`(kind: QuestionKind) throws {
        let saved = attempt(history(.start(starting()), saving(kind, at: 3)))
        let kept = try #require(saved.answers[KindExample.id(kind)])
        #expect(kept.receipt == 1)
        #expect(kept.arrivedAt == .t(3))
        #expect(!kept.answer.isEmpty)
        #expect(saved.receipt(of: phone, clientNumber: 1)?.number == 1)
    }

    @Test(arguments: QuestionKind.allCases)
    func `refuses an answer of another kind`(kind: QuestionKind) {
        let started = AttemptScenario.given(history(.start(starting())))
        let wrong: AnswerInput = kind == .numeric ? .options(["A"]) : .number("1")
        started.when(saving(kind, wrong, at: 1)).thenRejected(.answerDoesNotFit)
    }

    @Test func `refuses what is not on the paper`() {
        let started = AttemptScenario.given(history(.start(starting(exam(scheduling([.numeric]))))))
        started.when(saving(.essay, at: 1)).thenRejected(.notOnPaper(KindExample.id(.essay)))
        let all = AttemptScenario.given(history(.start(starting())))
        for options in [["E"], ["A", "B"], [], ["A", "A"]] {
            all.when(saving(.singleChoice, .options(options), at: 1)).thenRejected(.answerDoesNotFit)
        }
        all.when(saving(.ordering, .options(["A", "B"]), at: 1)).thenRejected(.answerDoesNotFit)
        all.when(saving(.matching, .pairs([GivenPair(option: "A", target: "Z")]), at: 1))
            .thenRejected(.answerDoesNotFit)
        all.when(saving(.numeric, .number("1.234,5"), at: 1)).thenRejected(.numberMalformed)
        all.when(saving(.shortText, .text(.sealed("x"), characters: 501), at: 1)).thenRejected(.answerTooLong(500))
    }

    @Test func `an answer that is sent again is not saved twice`() {
        let saved = AttemptScenario.given(history(.start(starting()), saving(at: 3)))
        saved.when(saving(at: 4)).thenNothing()
        saved.when(saving(.singleChoice, .options(["C"]), at: 4)).thenRejected(.clientNumberReused)
        saved.when(saving(.numeric, at: 4)).thenRejected(.clientNumberReused)
        // A text is sealed anew each time.
        let essay = AttemptScenario.given(history(.start(starting()), saving(.essay, at: 3)))
        essay.when(saving(.essay, .text(.sealed("lain"), characters: 900), at: 4)).thenNothing()
        // Also after the end, when it was acknowledged before.
        saved.when(saving(at: 99)).thenNothing()
    }

    @Test func `an older answer that arrives later does not replace a newer one`() {
        let events = history(
            .start(starting()),
            saving(.singleChoice, .options(["B"]), number: 5, at: 3),
            saving(.singleChoice, .options(["C"]), number: 4, at: 4)
        )
        let after = attempt(events)
        #expect(after.answers[KindExample.id(.singleChoice)]?.answer.options == ["B"])
        #expect(after.aside.map(\.aside) == [.overtaken])
    }

    @Test func `an answer can be taken back`() {
        let after = attempt(
            history(.start(starting()), saving(at: 1), saving(.singleChoice, .nothing, number: 2, at: 2))
        )
        #expect(after.answers[KindExample.id(.singleChoice)]?.answer.isEmpty == true)
    }

    @Test func `only one session answers, and what another one sends is kept aside`() {
        let events = history(.start(starting()), .openSession(laptop, at: .t(2)))
        let opened = AttemptScenario.given(events)
        #expect(opened.when(saving(number: 1, from: laptop, at: 3)).state.answers.count == 1)
        let late = opened.when(saving(number: 1, from: phone, at: 3)).state
        #expect(late.answers.isEmpty)
        #expect(late.aside.map(\.aside) == [.replacedSession])
        opened.when(saving(from: tablet, at: 3)).thenRejected(.unknownSession)
        opened.when(.openSession(laptop, at: .t(4))).thenNothing()
        opened.when(.openSession(phone, at: .t(4))).thenRejected(.sessionReplaced)
        opened.when(.submit(phone, at: .t(4), hash: testHash)).thenRejected(.sessionReplaced)
    }

    @Test func `an attempt keeps a bounded number of sessions`() throws {
        let start = history(.start(starting()))
        var opened: [AttemptEvent] = []
        var active = phone
        for number in 1..<AttemptDecider.sessionLimit {
            let next = ExamSessionID.number(1_000 + UInt64(number))
            opened.append(.sessionOpened(SessionOpened(session: next, replaced: active, openedAt: .t(1))))
            active = next
        }
        AttemptScenario.given(start + opened).when(.openSession(laptop, at: .t(2)))
            .thenRejected(.tooManySessions(AttemptDecider.sessionLimit))
    }

    @Test func `what comes at the deadline is kept and marked late`() throws {
        let events = history(.start(starting()), saving(at: 59))
        let running = AttemptScenario.given(events)
        let late = running.when(saving(.numeric, number: 2, at: 60)).state
        #expect(late.answers.count == 1)
        let aside = try #require(late.aside.first)
        #expect(aside.aside == .afterDeadline && aside.receipt == 2)
        guard
            case .answerKeptAside(let fact) = try AttemptDecider.decide(
                saving(.numeric, number: 2, at: 62),
                given: attempt(events)
            ).last
        else {
            Issue.record("not kept aside")
            return
        }
        #expect(fact.lateByMilliseconds == 120_000)
        running.when(.openSession(laptop, at: .t(60))).thenRejected(.timeIsUp(LocalTime(.t(60), in: .jakarta)))
    }

    @Test func `hands in with a digest of what counts`() throws {
        let events = history(.start(starting()), saving(at: 1), .submit(phone, at: .t(30), hash: testHash))
        let submitted = attempt(events)
        #expect(submitted.phase == .submitted)
        let content = try ReceiptContent(submitted)
        #expect(content.answered == 1)
        #expect(submitted.digest == testHash.digest(of: content.bytes))
        #expect(submitted.digest?.hasPrefix("fnv-1a:") == true)
        AttemptScenario.given(events).when(.submit(phone, at: .t(31), hash: testHash)).thenNothing()
        let later = AttemptScenario.given(events).when(saving(.numeric, number: 2, at: 31)).state
        #expect(later.aside.map(\.aside) == [.afterSubmission])
        // What came after the receipt does not touch it.
        #expect(try ReceiptContent(later).bytes == content.bytes)
    }

    @Test func `another answer is another digest`() {
        let one = attempt(history(.start(starting()), saving(at: 1), .submit(phone, at: .t(9), hash: testHash)))
        let other = attempt(
            history(
                .start(starting()),
                saving(.singleChoice, .options(["C"]), at: 1),
                .submit(phone, at: .t(9), hash: testHash)
            )
        )
        #expect(one.digest != other.digest)
    }

    @Test func `is closed by rule when time is up, and handing in late closes it likewise`() {
        let running = AttemptScenario.given(history(.start(starting()), saving(at: 1)))
        running.when(.closeIfDue(at: .t(59), hash: testHash)).thenRejected(.timeIsNotUp)
        for command in [
            AttemptCommand.closeIfDue(at: .t(75), hash: testHash), .submit(phone, at: .t(75), hash: testHash),
        ] {
            let outcome = running.when(command)
            guard
                case .attemptClosed(let fact) = try? AttemptDecider.decide(
                    command,
                    given: attempt(history(.start(starting()), saving(at: 1)))
                ).first
            else {
                Issue.record("not closed")
                return
            }
            #expect(fact.closedAt == .t(60) && fact.reason == .timeUp && fact.answered == 1)
            #expect(outcome.state.phase == .closed)
        }
    }

    @Test func `an attempt whose exam was cancelled counts for nothing and still keeps what comes`() {
        let events = history(
            .start(starting()),
            saving(at: 1),
            .void(.batchCancelled, at: .t(5), hash: testHash),
            saving(.numeric, number: 2, at: 6)
        )
        #expect(attempt(events).phase == .void)
        #expect(attempt(events).aside.map(\.aside) == [.afterClosing])
        let void = AttemptScenario.given(events)
        void.when(.void(.examCancelled, at: .t(7), hash: testHash)).thenNothing()
        void.when(.mark(MarkAttempt(keys: keys))).thenRejected(.void)
    }
}

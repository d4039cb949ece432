import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
import Testing

struct MarkingTests {
    /// Every question answered rightly, handed in after half an hour.
    private var answered: [AttemptEvent] {
        var commands: [AttemptCommand] = [.start(starting())]
        for (number, kind) in QuestionKind.allCases.enumerated() {
            commands.append(saving(kind, number: number + 1, at: number + 1))
        }
        return run(commands + [.submit(phone, at: .t(30), hash: testHash)])
    }

    private func run(_ commands: [AttemptCommand]) -> [AttemptEvent] { run(commands, after: []) }

    private func run(_ commands: [AttemptCommand], after events: [AttemptEvent]) -> [AttemptEvent] {
        var history = events
        for command in commands {
            guard let more = try? AttemptDecider.decide(command, given: attempt(history)) else {
                preconditionFailure("refused: \(command)")
            }
            history += more
        }
        return history
    }

    private let texts = [KindExample.id(.shortText): OpenedText.text("Rahasia Jabatan")]

    private var marked: [AttemptEvent] { run([.mark(MarkAttempt(keys: keys, texts: texts))], after: answered) }

    private func remark(_ kind: QuestionKind, _ key: KeyInForce, text: OpenedText? = nil, number: UInt64 = 1)
        -> AttemptCommand
    {
        .remark(
            RemarkAttempt(
                repair: .number(number),
                question: KindExample.id(kind),
                revision: 1,
                key: key,
                text: text,
                at: .t(500),
                objectionsUntil: CalendarDate(day: "2026-04-01")
            )
        )
    }

    @Test func `marks what needs no person and waits for the essay`() {
        let state = attempt(marked)
        #expect(state.marking.marks.count == 8)
        #expect(state.marking.marks.allSatisfy { $0.pointsHundredths == 1_000 })
        #expect(state.marking.pendingEssays == [KindExample.id(.essay)])
        #expect(state.marking.result == nil)
        AttemptScenario.given(marked).when(.release(at: .t(300), objectionsUntil: dueDay)).thenRejected(.notMarked)
        AttemptScenario.given(marked).when(.mark(MarkAttempt(keys: [:]))).thenNothing()
    }

    @Test func `the settled essay completes the result`() {
        let command = AttemptCommand.enterEssayMark(.number(9), question: KindExample.id(.essay), pointsHundredths: 750)
        let state = AttemptScenario.given(marked).when(command).state
        #expect(state.marking.result?.pointsHundredths == 8_750)
        #expect(state.marking.result?.scoreHundredths == 9_722)
        #expect(state.marking.result?.passed == true)
        AttemptScenario.given(run([command], after: marked)).when(command).thenNothing()
        AttemptScenario.given(marked)
            .when(.enterEssayMark(.number(9), question: KindExample.id(.essay), pointsHundredths: 1_001))
            .thenRejected(.pointsOutOfRange)
        AttemptScenario.given(marked)
            .when(.enterEssayMark(.number(9), question: KindExample.id(.numeric), pointsHundredths: 1))
            .thenRejected(.essayNotPending(KindExample.id(.numeric)))
    }

    @Test func `refuses to mark what is running, and without key or opened text`() {
        let running = history(.start(starting()))
        AttemptScenario.given(running).when(.mark(MarkAttempt(keys: keys))).thenRejected(.notOver)
        let over = AttemptScenario.given(answered)
        over.when(.mark(MarkAttempt(keys: keys))).thenRejected(.textMissing(KindExample.id(.shortText)))
        var some = keys
        some[KindExample.id(.numeric)] = nil
        over.when(.mark(MarkAttempt(keys: some, texts: texts))).thenRejected(.keyMissing(KindExample.id(.numeric)))
    }

    @Test func `an empty paper is marked without texts and waits for nobody`() {
        let events = run(
            [.start(starting()), .closeIfDue(at: .t(60), hash: testHash), .mark(MarkAttempt(keys: keys))]
        )
        #expect(attempt(events).marking.result == AttemptResult(marks: attempt(events).marking.marks, passPercent: 60))
        #expect(attempt(events).marking.result?.pointsHundredths == 0)
        #expect(attempt(events).marking.result?.maxHundredths == 9_000)
    }

    @Test func `an answer that was kept aside is not marked`() {
        let events = run(
            [
                .start(starting(exam(scheduling([.numeric])))),
                saving(.numeric, at: 60),
                .closeIfDue(at: .t(61), hash: testHash),
                .mark(MarkAttempt(keys: keys)),
            ]
        )
        #expect(attempt(events).marking.result?.pointsHundredths == 0)
        #expect(attempt(events).marking.marks.first?.answered == false)
    }

    /// A wrong single choice, six of nine pooled kinds right enough to decide by one key.
    private var released: [AttemptEvent] {
        run(
            [
                .start(starting(exam(scheduling([.singleChoice, .numeric])))),
                saving(.singleChoice, .options(["C"]), number: 1, at: 1),
                saving(.numeric, number: 2, at: 2),
                .submit(phone, at: .t(3), hash: testHash),
                .mark(MarkAttempt(keys: keys)),
                .release(at: .t(240), objectionsUntil: dueDay),
            ]
        )
    }

    @Test func `a repaired key re-marks and corrects a released result`() {
        let rightIsC = AnswerKey(
            credits: ["A", "B", "C", "D"].map { OptionCredit(option: $0, millionths: $0 == "C" ? 1_000_000 : 0) }
        )
        #expect(attempt(released).marking.result?.passed == false)
        let outcome = AttemptScenario.given(released).when(remark(.singleChoice, .key(rightIsC)))
        outcome.then(
            .attemptRemarked(
                AttemptRemarked(
                    cause: .keyRepair,
                    repair: .number(1),
                    changes: [
                        MarkChange(
                            question: KindExample.id(.singleChoice),
                            pointsBefore: 0,
                            pointsAfter: 1_000,
                            maxBefore: 1_000,
                            maxAfter: 1_000
                        )
                    ],
                    pointsBefore: 1_000,
                    pointsAfter: 2_000,
                    maxBefore: 2_000,
                    maxAfter: 2_000,
                    scoreBefore: 5_000,
                    scoreAfter: 10_000,
                    passedBefore: false,
                    passedAfter: true,
                    remarkedAt: .t(500)
                )
            ),
            .resultCorrected(
                ResultCorrected(
                    exam: examID,
                    civilServant: ani,
                    number: 1,
                    batch: .number(300),
                    programme: .number(301),
                    cause: .keyRepair,
                    repair: .number(1),
                    pointsBefore: 1_000,
                    pointsAfter: 2_000,
                    maxBefore: 2_000,
                    maxAfter: 2_000,
                    scoreBefore: 5_000,
                    scoreAfter: 10_000,
                    passedBefore: false,
                    passedAfter: true,
                    correctedAt: .t(500),
                    objectionsUntil: CalendarDate(day: "2026-04-01")
                )
            )
        )
        #expect(outcome.state.marking.objectionsUntil == CalendarDate(day: "2026-04-01"))
        #expect(outcome.state.marking.result?.passed == true)
        let after = run([remark(.singleChoice, .key(rightIsC))], after: released)
        AttemptScenario.given(after).when(remark(.singleChoice, .key(rightIsC))).thenNothing()
    }

    @Test func `a re-mark is recorded also for whom nothing changed`() throws {
        let events = try AttemptDecider.decide(
            remark(.singleChoice, .key(KindExample.key(.singleChoice))),
            given: attempt(released)
        )
        guard case .attemptRemarked(let fact) = try #require(events.first) else {
            Issue.record("not re-marked")
            return
        }
        #expect(fact.changes.isEmpty)
        #expect(events.count == 1)
    }

    @Test func `a question can be given to everybody or taken out`() {
        let full = AttemptScenario.given(released).when(remark(.singleChoice, .fullPoints)).state.marking.result
        #expect(full?.pointsHundredths == 2_000 && full?.maxHundredths == 2_000)
        let out = AttemptScenario.given(released).when(remark(.singleChoice, .excluded)).state.marking.result
        #expect(out?.pointsHundredths == 1_000 && out?.maxHundredths == 1_000 && out?.scoreHundredths == 10_000)
    }

    @Test func `a repair does nothing to who has no such question or is not marked yet`() {
        AttemptScenario.given(released).when(remark(.essay, .fullPoints)).thenNothing()
        AttemptScenario.given(history(.start(starting()))).when(remark(.numeric, .fullPoints)).thenNothing()
    }

    @Test(arguments: [(KeyInForce.fullPoints, 9_000, 9_000), (.excluded, 8_000, 8_000)])
    func `a repair settles an essay that waits for its markers`(key: KeyInForce, points: Int, max: Int) throws {
        let scenario = AttemptScenario.given(marked)
        let state = scenario.when(remark(.essay, key)).state
        #expect(state.marking.pendingEssays.isEmpty)
        #expect(state.marking.result?.pointsHundredths == points && state.marking.result?.maxHundredths == max)
        scenario.when(remark(.essay, .key(KindExample.key(.essay))))
            .thenRejected(.essayNotPending(KindExample.id(.essay)))
        let after = run([remark(.essay, key)], after: marked)
        AttemptScenario.given(after)
            .when(.enterEssayMark(.number(9), question: KindExample.id(.essay), pointsHundredths: 500))
            .thenRejected(.essayNotPending(KindExample.id(.essay)))
    }

    @Test func `a text that can never be read again keeps its mark`() {
        let key = KeyInForce.key(AnswerKey(texts: [AcceptedText(text: "lain", millionths: 1_000_000)]))
        let scenario = AttemptScenario.given(marked)
        scenario.when(remark(.shortText, key)).thenRejected(.textMissing(KindExample.id(.shortText)))
        let erased = scenario.when(remark(.shortText, key, text: .erased)).state
        #expect(erased.marking.mark(of: KindExample.id(.shortText))?.pointsHundredths == 1_000)
        let opened = scenario.when(remark(.shortText, key, text: .text("rahasia jabatan"))).state
        #expect(opened.marking.mark(of: KindExample.id(.shortText))?.pointsHundredths == 0)
    }

    @Test func `an upheld objection adjusts marks once`() {
        func adjusting(_ points: Int) -> AttemptCommand {
            .adjust(
                AdjustMarks(
                    objection: .number(5),
                    points: [KindExample.id(.singleChoice): points],
                    at: .t(900),
                    objectionsUntil: dueDay
                )
            )
        }
        let scenario = AttemptScenario.given(released)
        #expect(scenario.when(adjusting(400)).state.marking.result?.scoreHundredths == 7_000)
        scenario.when(adjusting(1_001)).thenRejected(.pointsOutOfRange)
        AttemptScenario.given(run([adjusting(400)], after: released)).when(adjusting(400)).thenNothing()
    }

    @Test func `releases once and tells who passed what`() throws {
        guard case .resultReleased(let fact) = try #require(released.last) else {
            Issue.record("not released")
            return
        }
        #expect(fact.civilServant == ani && fact.batch == .number(300) && fact.programme == .number(301))
        #expect(fact.scoreHundredths == 5_000 && !fact.passed && fact.objectionsUntil == dueDay)
        AttemptScenario.given(released).when(.release(at: .t(300), objectionsUntil: dueDay)).thenNothing()
    }

    @Test func `records results of exams that were sat elsewhere`() throws {
        let external = scheduling([]) { $0.mode = .external }
        let offer = try #require(ExamOffer(examID, of: exam(external)))
        func recording(_ score: Int) -> AttemptCommand {
            .recordExternal(
                RecordExternalResult(
                    exam: offer,
                    civilServant: ani,
                    scoreHundredths: score,
                    submittedOn: CalendarDate(day: "2026-03-02"),
                    source: text("register")
                )
            )
        }
        let none = AttemptScenario.given()
        #expect(none.when(recording(6_000)).state.external?.passed == true)
        #expect(none.when(recording(5_999)).state.external?.passed == false)
        none.when(recording(10_001)).thenRejected(.pointsOutOfRange)
        let recorded = AttemptScenario.given(history(recording(6_000)))
        recorded.when(recording(6_000)).thenNothing()
        recorded.when(recording(6_001)).thenRejected(.alreadyStarted)
        none.when(.start(starting(exam(external)))).thenRejected(.examExternal)
    }
}

import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventSourcingTesting
import Testing

struct BatchExamTests {
    let withExam = scheduled(capacity: 2) { $0.programme = offer(attendance: 0, exam: true) }
    let closed = BatchEvent.batchClosed(BatchClosed(participants: 1, completed: 0, notCompleted: 1))

    @Test func `a result is noted before, at and after the end of the batch`() {
        let batch = BatchScenario.given(withExam, enrolled(ani))
        for instant in [Timestamp.t(1), .t(148), .t(500)] {
            batch.when(.noteExamResult(result(ani, passed: true, at: instant)))
                .then(noted(ani, passed: true, at: instant))
        }
    }

    @Test func `a pass completes, and the result names the exam`() {
        BatchScenario.given(withExam, enrolled(ani), noted(ani, passed: true)).when(.evaluate(ani, at: .t(148)))
            .then(completed(ani))
    }

    @Test func `without a pass nobody completes, and what is missing is said`() {
        BatchScenario.given(withExam, enrolled(ani)).when(.evaluate(ani, at: .t(148)))
            .then(notCompleted(ani, .noExamResult))
        BatchScenario.given(withExam, enrolled(ani), noted(ani, passed: false)).when(.evaluate(ani, at: .t(148)))
            .then(notCompleted(ani, .examNotPassed))
    }

    @Test func `the exam and the other parts of the rule are told together`() {
        let strict = scheduled { $0.programme = offer(attendance: 80, exam: true) }
        BatchScenario.given(strict, enrolled(ani)).when(.evaluate(ani, at: .t(148)))
            .then(notCompleted(ani, .noExamResult, reasons: [.attendanceBelowMinimum], minimum: 80))
        BatchScenario.given(strict, enrolled(ani), noted(ani, passed: true)).when(.evaluate(ani, at: .t(148)))
            .then(notCompleted(ani, nil, reasons: [.attendanceBelowMinimum], minimum: 80, passed: true))
    }

    @Test func `any attempt that is passed by its newest result is enough`() {
        let history = [withExam, enrolled(ani), noted(ani, passed: false, attempt: 1)]
        BatchScenario.given(history + [noted(ani, passed: true, attempt: 2)]).when(.evaluate(ani, at: .t(148)))
            .then(completed(ani))
        let corrected = noted(ani, passed: false, attempt: 2, revision: 9, basis: .corrected)
        BatchScenario.given(history + [noted(ani, passed: true, attempt: 2), corrected])
            .when(.evaluate(ani, at: .t(148))).then(notCompleted(ani, .examNotPassed))
        // The other attempt of a person who passed may be corrected as it likes.
        let passedTwice = history + [noted(ani, passed: true, attempt: 2), completed(ani)]
        let other = result(ani, passed: true, attempt: 1, revision: 9, basis: .corrected)
        BatchScenario.given(passedTwice).when(.noteExamResult(other))
            .then(noted(ani, passed: true, attempt: 1, revision: 9, basis: .corrected))
    }

    @Test func `a repeated or older result changes nothing`() {
        let batch = BatchScenario.given(withExam, enrolled(ani), noted(ani, passed: true, revision: 7))
        batch.when(.noteExamResult(result(ani, passed: true, revision: 7))).thenNothing()
        // The clock says later, the attempt's own history says earlier.
        batch.when(.noteExamResult(result(ani, passed: false, revision: 6, at: .t(900)))).thenNothing()
    }

    @Test func `a result after the evaluation evaluates again`() {
        let history = [withExam, enrolled(ani), notCompleted(ani, .noExamResult)]
        BatchScenario.given(history).when(.noteExamResult(result(ani, passed: true)))
            .then(noted(ani, passed: true), completed(ani))
        BatchScenario.given(history).when(.noteExamResult(result(ani, passed: false)))
            .then(noted(ani, passed: false), notCompleted(ani, .examNotPassed))
    }

    @Test func `a correction reaches a closed batch: pass, fail, and pass again`() {
        var history = [withExam, enrolled(ani), noted(ani, passed: true), completed(ani), closed]
        let steps: [(passed: Bool, follows: BatchEvent)] = [
            (false, notCompleted(ani, .examNotPassed)), (true, completed(ani)),
        ]
        for (index, step) in steps.enumerated() {
            let revision = 10 + index
            let correction = noted(ani, passed: step.passed, revision: revision, basis: .corrected)
            BatchScenario.given(history)
                .when(.noteExamResult(result(ani, passed: step.passed, revision: revision, basis: .corrected)))
                .then(correction, step.follows)
            history += [correction, step.follows]
        }
    }

    @Test func `whom it does not concern is left alone`() {
        let news = BatchCommand.noteExamResult(result(ani, passed: true))
        BatchScenario.given([]).when(news).thenNothing()
        BatchScenario.given(withExam).when(news).thenNothing()
        BatchScenario.given(withExam, enrolled(ani), withdrew(ani, from: .seat)).when(news).thenNothing()
        BatchScenario.given(withExam, enrolled(budi), enrolled(citra), queued(ani, at: 1, of: 1)).when(news)
            .thenNothing()
        BatchScenario.given(withExam, enrolled(ani), .batchCancelled(BatchCancelled(reason: "Banjir"))).when(news)
            .thenNothing()
    }

    @Test func `where no exam is asked for, a result is noted and decides nothing`() {
        let plain = scheduled { $0.programme = offer(attendance: 0) }
        let batch = BatchScenario.given(plain, enrolled(ani), noted(ani, passed: false))
        batch.when(.evaluate(ani, at: .t(148))).then(completed(ani, examRequired: nil, examPassed: nil))
        BatchScenario.given(plain, enrolled(ani), completed(ani, examRequired: nil, examPassed: nil))
            .when(.noteExamResult(result(ani, passed: false))).then(noted(ani, passed: false))
    }

    @Test func `a batch keeps the rule of the programme's version with which it was scheduled`() {
        guard case .batchScheduled(let fact) = withExam else { return #expect(Bool(false)) }
        #expect(fact.examRequired == true)
        guard case .batchScheduled(let plain) = scheduled() else { return #expect(Bool(false)) }
        // As events from before exams counted.
        #expect(plain.examRequired == nil)
    }
}

extension BatchExamTests {
    private func result(
        _ person: CivilServantID,
        passed: Bool,
        attempt: UInt64 = 1,
        revision: Int = 5,
        basis: ExamResultBasis = .released,
        at instant: Timestamp = .t(140)
    ) -> NoteExamResult {
        NoteExamResult(
            civilServant: person,
            exam: .number(70),
            attempt: .number(attempt),
            revision: revision,
            passed: passed,
            scoreHundredths: passed ? 8_000 : 4_000,
            basis: basis,
            determinedAt: instant
        )
    }

    private func noted(
        _ person: CivilServantID,
        passed: Bool,
        attempt: UInt64 = 1,
        revision: Int = 5,
        basis: ExamResultBasis = .released,
        at instant: Timestamp = .t(140)
    ) -> BatchEvent {
        .examResultNoted(
            ExamResultNoted(
                civilServant: person,
                exam: .number(70),
                attempt: .number(attempt),
                revision: revision,
                passed: passed,
                scoreHundredths: passed ? 8_000 : 4_000,
                basis: basis,
                determinedAt: instant
            )
        )
    }

    private func completed(_ person: CivilServantID, examRequired: Bool? = true, examPassed: Bool? = true)
        -> BatchEvent
    {
        .participantCompleted(
            ParticipantCompleted(
                civilServant: person,
                programme: programme,
                form: .technical,
                learningHours: 12,
                rule: "batch-completion.2",
                startedOn: CalendarDate(day: "2026-03-07"),
                completedOn: CalendarDate(day: "2026-03-08"),
                sessionsHeld: 2,
                sessionsAttended: 0,
                attendancePercent: 0,
                minimumAttendancePercent: 0,
                practiceTaskRequired: false,
                examRequired: examRequired,
                examPassed: examPassed
            )
        )
    }

    private func notCompleted(
        _ person: CivilServantID,
        _ shortfall: ExamShortfall?,
        reasons: [NonCompletionReason] = [],
        minimum: Int = 0,
        passed: Bool? = nil
    ) -> BatchEvent {
        .participantDidNotComplete(
            ParticipantDidNotComplete(
                civilServant: person,
                programme: programme,
                form: .technical,
                reasons: reasons,
                examShortfall: shortfall,
                rule: "batch-completion.2",
                startedOn: CalendarDate(day: "2026-03-07"),
                completedOn: CalendarDate(day: "2026-03-08"),
                sessionsHeld: 2,
                sessionsAttended: 0,
                attendancePercent: 0,
                minimumAttendancePercent: minimum,
                practiceTaskRequired: false,
                examRequired: true,
                examPassed: shortfall == .examNotPassed ? false : passed
            )
        )
    }
}

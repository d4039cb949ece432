import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventSourcingTesting
import Testing

struct BatchAttendanceTests {
    let batch = BatchScenario.given(scheduled(), enrolled(ani))

    @Test func `the code makes one present, or late after the limit`() {
        batch.when(.checkIn(ani, firstSession, at: .t(120).plus(minutes: 15)))
            .then(attended(ani, firstSession, by: .code, arrivedAt: .t(120).plus(minutes: 15)))
        batch.when(.checkIn(ani, firstSession, at: .t(120).plus(minutes: 16)))
            .then(attended(ani, firstSession, .late, by: .code, arrivedAt: .t(120).plus(minutes: 16)))
    }

    @Test func `checking in twice changes nothing`() {
        BatchScenario.given(scheduled(), enrolled(ani), attended(ani, firstSession, .late))
            .when(.checkIn(ani, firstSession, at: .t(121))).thenNothing()
    }

    @Test func `the code works from an hour before until the end, for those with a seat`() {
        batch.when(.checkIn(ani, firstSession, at: .t(119).plus(minutes: -1)))
            .thenRejected(.sessionNotStarted(batchTimes.local(.t(120))))
        batch.when(.checkIn(ani, firstSession, at: .t(124).plus(minutes: 1)))
            .thenRejected(.sessionOver(batchTimes.local(.t(124))))
        batch.when(.checkIn(budi, firstSession, at: .t(121))).thenRejected(.noSeat(budi))
        batch.when(.checkIn(ani, .number(9), at: .t(121))).thenRejected(.unknownSession(.number(9)))
    }

    @Test func `a paper list is taken as a whole, corrects, and repeats nothing`() {
        let batch = BatchScenario.given(
            scheduled(capacity: 2),
            enrolled(ani),
            enrolled(budi),
            attended(ani, firstSession, .absent)
        )
        let list = [AttendanceEntry(civilServant: ani, status: .present), .init(civilServant: budi, status: .late)]
        batch.when(.recordAttendance(firstSession, list, .paperList, at: .t(200)))
            .then(attended(ani, firstSession, by: .paperList), attended(budi, firstSession, .late, by: .paperList))
        batch.when(
            .recordAttendance(firstSession, [.init(civilServant: ani, status: .absent)], .organiser, at: .t(200))
        )
        .thenNothing()
        let stranger = list + [AttendanceEntry(civilServant: citra, status: .present)]
        batch.when(.recordAttendance(firstSession, stranger, .paperList, at: .t(200))).thenRejected(.noSeat(citra))
        batch.when(.recordAttendance(firstSession, list + [list[0]], .paperList, at: .t(200)))
            .thenRejected(.listedTwice(ani))
    }

    @Test func `only an excuse can be recorded before the session`() {
        batch.when(.recordAttendance(firstSession, [.init(civilServant: ani, status: .excused)], .organiser, at: .t(1)))
            .then(attended(ani, firstSession, .excused))
        batch.when(.recordAttendance(firstSession, [.init(civilServant: ani, status: .absent)], .organiser, at: .t(1)))
            .thenRejected(.sessionNotStarted(batchTimes.local(.t(120))))
    }
}

struct BatchCompletionTests {
    let withTask = scheduled(capacity: 2) { $0.programme = offer(attendance: 80, practiceTask: true) }

    @Test func `a passed practice task and enough attendance complete, and the inputs are named`() {
        BatchScenario.given(
            withTask,
            enrolled(ani),
            attended(ani, firstSession),
            attended(ani, secondSession, .late),
            assessed(ani, passed: true)
        ).when(.evaluate(ani, at: .t(148))).then(completed(ani, task: true))
    }

    @Test func `one session of two is below 80 percent, and an excuse does not help`() {
        BatchScenario.given(
            withTask,
            enrolled(ani),
            attended(ani, firstSession),
            attended(ani, secondSession, .excused),
            assessed(ani, passed: false)
        ).when(.evaluate(ani, at: .t(148)))
            .then(notCompleted(ani, [.attendanceBelowMinimum, .practiceTaskNotPassed], attended: 1, task: false))
    }

    @Test func `a result is given once, and again when a correction changes it`() {
        let history = [
            withTask, enrolled(ani), attended(ani, firstSession), attended(ani, secondSession),
            assessed(ani, passed: true), completed(ani, task: true),
        ]
        BatchScenario.given(history).when(.evaluate(ani, at: .t(150))).thenNothing()
        BatchScenario.given(history + [attended(ani, secondSession, .absent)]).when(.evaluate(ani, at: .t(150)))
            .then(notCompleted(ani, [.attendanceBelowMinimum], attended: 1, task: true))
        BatchScenario.given(history).when(.withdraw(ani, .other, note: nil, at: .t(150))).thenRejected(.resultStands)
    }

    @Test func `no result before the last session is over, none for somebody without a seat`() {
        let batch = BatchScenario.given(withTask, enrolled(ani))
        batch.when(.evaluate(ani, at: .t(147))).thenRejected(.notOver(batchTimes.local(.t(148))))
        batch.when(.close(at: .t(147))).thenRejected(.notOver(batchTimes.local(.t(148))))
        batch.when(.evaluate(budi, at: .t(148))).thenRejected(.noSeat(budi))
    }

    @Test func `closing gives every participant a result and fixes them`() {
        let closed = BatchEvent.batchClosed(BatchClosed(participants: 2, completed: 1, notCompleted: 1))
        let history = [
            withTask, enrolled(ani), enrolled(budi), attended(ani, firstSession), attended(ani, secondSession),
            assessed(ani, passed: true), completed(ani, task: true),
        ]
        let outcome = BatchScenario.given(history).when(.close(at: .t(150)))
        outcome.then(
            notCompleted(budi, [.attendanceBelowMinimum, .practiceTaskNotAssessed], attended: 0, task: nil),
            closed
        )
        let over = BatchScenario.given(history + [closed])
        over.when(.close(at: .t(151))).thenNothing()
        over.when(.evaluate(ani, at: .t(151))).thenRejected(.closed)
        over.when(.checkIn(ani, firstSession, at: .t(121))).thenRejected(.closed)
    }

    @Test func `a practice task is assessed by somebody else, on a scale to 100, where one is asked for`() {
        let batch = BatchScenario.given(withTask, enrolled(ani))
        batch.when(.assessPracticeTask(assess(ani, by: budi, score: 80))).then(assessed(ani, passed: true, score: 80))
        batch.when(.assessPracticeTask(assess(ani, by: ani))).thenRejected(.ownAssessor)
        batch.when(.assessPracticeTask(assess(ani, by: budi, score: 101))).thenRejected(.scoreOutOfRange)
        batch.when(.assessPracticeTask(assess(citra, by: budi))).thenRejected(.noSeat(citra))
        BatchScenario.given(scheduled(), enrolled(ani)).when(.assessPracticeTask(assess(ani, by: budi)))
            .thenRejected(.noPracticeTask)
        BatchScenario.given(withTask, enrolled(ani), assessed(ani, passed: true))
            .when(.assessPracticeTask(assess(ani, by: budi))).thenNothing()
    }

    private func assess(_ person: CivilServantID, by assessor: CivilServantID, score: Int? = nil) -> AssessPracticeTask
    {
        AssessPracticeTask(
            civilServant: person,
            assessor: assessor,
            passed: true,
            score: score,
            evidence: .sealed("berkas")
        )
    }

    private func assessed(_ person: CivilServantID, passed: Bool, score: Int? = nil) -> BatchEvent {
        .practiceTaskAssessed(
            PracticeTaskAssessed(
                civilServant: person,
                assessor: budi,
                passed: passed,
                score: score,
                evidence: .sealed("berkas")
            )
        )
    }

    private func completed(_ person: CivilServantID, task: Bool?) -> BatchEvent {
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
                sessionsAttended: 2,
                attendancePercent: 100,
                minimumAttendancePercent: 80,
                practiceTaskRequired: true,
                practiceTaskPassed: task
            )
        )
    }

    private func notCompleted(
        _ person: CivilServantID,
        _ reasons: [NonCompletionReason],
        attended: Int,
        task: Bool?
    ) -> BatchEvent {
        .participantDidNotComplete(
            ParticipantDidNotComplete(
                civilServant: person,
                programme: programme,
                form: .technical,
                reasons: reasons,
                rule: "batch-completion.2",
                startedOn: CalendarDate(day: "2026-03-07"),
                completedOn: CalendarDate(day: "2026-03-08"),
                sessionsHeld: 2,
                sessionsAttended: attended,
                attendancePercent: attended * 50,
                minimumAttendancePercent: 80,
                practiceTaskRequired: true,
                practiceTaskPassed: task
            )
        )
    }
}

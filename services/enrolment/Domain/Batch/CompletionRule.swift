import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

/// When a participant completes: enough sessions attended, and the practice task passed where one is required.
///
/// Late counts as attended; excused does not, since the minimum already leaves room for absence.
struct CompletionRule {
    /// Written into every result; raised when the rule changes.
    static let name = "batch-completion.1"

    private let rules: BatchScheduled
    private let times: BatchTimes

    init(rules: BatchScheduled, times: BatchTimes) {
        self.rules = rules
        self.times = times
    }

    /// The result of `person`; nil when the newest result on record says the same.
    func result(of person: CivilServantID, as participant: Participant, in batch: Batch) -> BatchEvent? {
        let attended = times.sessions.count { session in
            switch batch.attendance(of: person, at: session.session) {
            case .present, .late: true
            case .excused, .absent, nil: false
            }
        }
        let reasons = reasons(attended: attended, task: participant.practiceTask)
        let outcome = reasons.isEmpty ? Participant.Outcome.completed : .notCompleted(reasons)
        guard outcome != participant.outcome else { return nil }
        return reasons.isEmpty
            ? completed(person, attended: attended, task: participant.practiceTask)
            : notCompleted(person, reasons, attended: attended, task: participant.practiceTask)
    }

    private func reasons(attended: Int, task: PracticeTask?) -> [NonCompletionReason] {
        var reasons: [NonCompletionReason] = []
        if attended * 100 < rules.minimumAttendancePercent * times.sessions.count {
            reasons.append(.attendanceBelowMinimum)
        }
        if rules.practiceTaskRequired {
            if let task {
                if !task.passed { reasons.append(.practiceTaskNotPassed) }
            } else {
                reasons.append(.practiceTaskNotAssessed)
            }
        }
        return reasons
    }

    private var firstDay: CalendarDate { times.zone.date(of: times.sessions.map(\.startsAt).min() ?? times.endsAt) }

    private var lastDay: CalendarDate { times.zone.date(of: times.endsAt) }

    private func percent(_ attended: Int) -> Int { attended * 100 / max(1, times.sessions.count) }

    private func completed(_ person: CivilServantID, attended: Int, task: PracticeTask?) -> BatchEvent {
        .participantCompleted(
            ParticipantCompleted(
                civilServant: person,
                programme: rules.programme,
                form: rules.form,
                learningHours: rules.learningHours,
                rule: Self.name,
                startedOn: firstDay,
                completedOn: lastDay,
                sessionsHeld: times.sessions.count,
                sessionsAttended: attended,
                attendancePercent: percent(attended),
                minimumAttendancePercent: rules.minimumAttendancePercent,
                practiceTaskRequired: rules.practiceTaskRequired,
                practiceTaskPassed: task?.passed
            )
        )
    }

    private func notCompleted(
        _ person: CivilServantID,
        _ reasons: [NonCompletionReason],
        attended: Int,
        task: PracticeTask?
    ) -> BatchEvent {
        .participantDidNotComplete(
            ParticipantDidNotComplete(
                civilServant: person,
                programme: rules.programme,
                form: rules.form,
                reasons: reasons,
                rule: Self.name,
                startedOn: firstDay,
                completedOn: lastDay,
                sessionsHeld: times.sessions.count,
                sessionsAttended: attended,
                attendancePercent: percent(attended),
                minimumAttendancePercent: rules.minimumAttendancePercent,
                practiceTaskRequired: rules.practiceTaskRequired,
                practiceTaskPassed: task?.passed
            )
        )
    }
}

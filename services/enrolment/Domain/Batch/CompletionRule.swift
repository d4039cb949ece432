import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

/// When a participant completes: enough sessions attended, the practice task passed and the exam passed where they are
/// required.
///
/// Late counts as attended; excused does not, since the minimum already leaves room for absence. The exam is passed when
/// any attempt is, by its newest result.
struct CompletionRule {
    /// Written into every result; raised when the rule changes.
    static let name = "batch-completion.2"

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
        let shortfall = shortfall(of: participant)
        let isComplete = reasons.isEmpty && shortfall == nil
        let outcome = isComplete ? Participant.Outcome.completed : .notCompleted(reasons, shortfall)
        guard outcome != participant.outcome else { return nil }
        return isComplete
            ? completed(person, participant, attended: attended)
            : notCompleted(person, participant, reasons, shortfall, attended: attended)
    }

    private func shortfall(of participant: Participant) -> ExamShortfall? {
        guard rules.examRequired == true else { return nil }
        return switch participant.examPassed {
        case true?: nil
        case false?: .examNotPassed
        case nil: .noExamResult
        }
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

    private func completed(_ person: CivilServantID, _ participant: Participant, attended: Int) -> BatchEvent {
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
                practiceTaskPassed: participant.practiceTask?.passed,
                examRequired: rules.examRequired,
                examPassed: rules.examRequired == true ? participant.examPassed : nil
            )
        )
    }

    private func notCompleted(
        _ person: CivilServantID,
        _ participant: Participant,
        _ reasons: [NonCompletionReason],
        _ shortfall: ExamShortfall?,
        attended: Int
    ) -> BatchEvent {
        .participantDidNotComplete(
            ParticipantDidNotComplete(
                civilServant: person,
                programme: rules.programme,
                form: rules.form,
                reasons: reasons,
                examShortfall: shortfall,
                rule: Self.name,
                startedOn: firstDay,
                completedOn: lastDay,
                sessionsHeld: times.sessions.count,
                sessionsAttended: attended,
                attendancePercent: percent(attended),
                minimumAttendancePercent: rules.minimumAttendancePercent,
                practiceTaskRequired: rules.practiceTaskRequired,
                practiceTaskPassed: participant.practiceTask?.passed,
                examRequired: rules.examRequired,
                examPassed: rules.examRequired == true ? participant.examPassed : nil
            )
        )
    }
}

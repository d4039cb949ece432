package import CivilServiceKernel
import EventSourcing

/// A participant with a seat did not complete the programme.
///
/// After an earlier completion it takes that back, since attendance, assessment or an exam's result was corrected.
package struct ParticipantDidNotComplete: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// The programme.
    package let programme: ProgrammeID
    /// Form of development.
    package let form: DevelopmentForm
    /// Which parts of the rule were not met, apart from the exam.
    package let reasons: [NonCompletionReason]
    /// What of the exam is missing; absent when nothing is.
    package let examShortfall: ExamShortfall?
    /// Name and version of the completion rule that was applied.
    package let rule: String
    /// Day of the first session, in the batch's zone.
    package let startedOn: CalendarDate
    /// Day of the last session, in the batch's zone.
    package let completedOn: CalendarDate
    /// Sessions of the batch.
    package let sessionsHeld: Int
    /// Sessions at which the participant was present or late.
    package let sessionsAttended: Int
    /// Attended of held, rounded down.
    package let attendancePercent: Int
    /// Share that was asked for.
    package let minimumAttendancePercent: Int
    /// Whether a passed practice task was asked for.
    package let practiceTaskRequired: Bool
    /// Result of the practice task; absent when it was not assessed.
    package let practiceTaskPassed: Bool?
    /// Whether a passed exam was asked for; absent means no.
    package let examRequired: Bool?
    /// Whether an attempt at the exam is passed by its newest result; absent when no result is known.
    package let examPassed: Bool?

    package init(
        civilServant: CivilServantID,
        programme: ProgrammeID,
        form: DevelopmentForm,
        reasons: [NonCompletionReason],
        examShortfall: ExamShortfall? = nil,
        rule: String,
        startedOn: CalendarDate,
        completedOn: CalendarDate,
        sessionsHeld: Int,
        sessionsAttended: Int,
        attendancePercent: Int,
        minimumAttendancePercent: Int,
        practiceTaskRequired: Bool,
        practiceTaskPassed: Bool? = nil,
        examRequired: Bool? = nil,
        examPassed: Bool? = nil
    ) {
        self.civilServant = civilServant
        self.programme = programme
        self.form = form
        self.reasons = reasons
        self.examShortfall = examShortfall
        self.rule = rule
        self.startedOn = startedOn
        self.completedOn = completedOn
        self.sessionsHeld = sessionsHeld
        self.sessionsAttended = sessionsAttended
        self.attendancePercent = attendancePercent
        self.minimumAttendancePercent = minimumAttendancePercent
        self.practiceTaskRequired = practiceTaskRequired
        self.practiceTaskPassed = practiceTaskPassed
        self.examRequired = examRequired
        self.examPassed = examPassed
    }
}

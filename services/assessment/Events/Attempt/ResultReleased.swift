package import CivilServiceKernel
package import EventSourcing

/// A candidate's result is released; a pass may complete a programme.
package struct ResultReleased: EventPayload {
    /// The exam.
    package let exam: ExamID
    /// The candidate.
    package let civilServant: CivilServantID
    /// The how-manieth attempt.
    package let number: Int
    /// The batch that the exam belongs to.
    package let batch: BatchID?
    /// The programme that the exam concludes.
    package let programme: ProgrammeID?
    /// Points given.
    package let pointsHundredths: Int
    /// Points to be had.
    package let maxHundredths: Int
    /// Share of the points in hundredths of a per cent, rounded half up.
    package let scoreHundredths: Int
    /// Decided on the exact points, before rounding.
    package let passed: Bool
    /// Share of the points from which it is passed.
    package let passPercent: Int
    /// Name and version of the rule.
    package let rule: String
    /// When.
    package let releasedAt: Timestamp
    /// Last day on which it may be contested.
    package let objectionsUntil: CalendarDate

    package init(
        exam: ExamID,
        civilServant: CivilServantID,
        number: Int,
        batch: BatchID? = nil,
        programme: ProgrammeID? = nil,
        pointsHundredths: Int,
        maxHundredths: Int,
        scoreHundredths: Int,
        passed: Bool,
        passPercent: Int,
        rule: String,
        releasedAt: Timestamp,
        objectionsUntil: CalendarDate
    ) {
        self.exam = exam
        self.civilServant = civilServant
        self.number = number
        self.batch = batch
        self.programme = programme
        self.pointsHundredths = pointsHundredths
        self.maxHundredths = maxHundredths
        self.scoreHundredths = scoreHundredths
        self.passed = passed
        self.passPercent = passPercent
        self.rule = rule
        self.releasedAt = releasedAt
        self.objectionsUntil = objectionsUntil
    }
}

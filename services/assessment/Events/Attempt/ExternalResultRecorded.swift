package import CivilServiceKernel
import EventSourcing

/// The result of an exam that was sat elsewhere was recorded.
package struct ExternalResultRecorded: EventPayload {
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
    /// In hundredths of a per cent.
    package let scoreHundredths: Int
    /// Share of the points from which it is passed.
    package let passPercent: Int
    /// Whether.
    package let passed: Bool
    /// Day on which it was handed in.
    package let submittedOn: CalendarDate
    /// Where the result comes from.
    package let source: String

    package init(
        exam: ExamID,
        civilServant: CivilServantID,
        number: Int,
        batch: BatchID? = nil,
        programme: ProgrammeID? = nil,
        scoreHundredths: Int,
        passPercent: Int,
        passed: Bool,
        submittedOn: CalendarDate,
        source: String
    ) {
        self.exam = exam
        self.civilServant = civilServant
        self.number = number
        self.batch = batch
        self.programme = programme
        self.scoreHundredths = scoreHundredths
        self.passPercent = passPercent
        self.passed = passed
        self.submittedOn = submittedOn
        self.source = source
    }
}

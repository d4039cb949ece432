package import CivilServiceKernel
package import EventSourcing

/// A participant's result in an exam of the batch was noted: the newest one of that attempt.
///
/// It comes after the end of the batch as well, and after it is closed: a correction reaches everybody.
package struct ExamResultNoted: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// The exam, by its id in the assessment context.
    package let exam: ConcludingExamID
    /// The attempt, by its id in the assessment context.
    package let attempt: ExamAttemptID
    /// Of two results of an attempt, the one with the higher number is newer: the version of the attempt's stream.
    package let revision: Int
    /// Whether the attempt is passed.
    package let passed: Bool
    /// Share of the points in hundredths of a per cent.
    package let scoreHundredths: Int
    /// How the result became known.
    package let basis: ExamResultBasis
    /// When it was released, corrected or recorded.
    package let determinedAt: Timestamp

    package init(
        civilServant: CivilServantID,
        exam: ConcludingExamID,
        attempt: ExamAttemptID,
        revision: Int,
        passed: Bool,
        scoreHundredths: Int,
        basis: ExamResultBasis,
        determinedAt: Timestamp
    ) {
        self.civilServant = civilServant
        self.exam = exam
        self.attempt = attempt
        self.revision = revision
        self.passed = passed
        self.scoreHundredths = scoreHundredths
        self.basis = basis
        self.determinedAt = determinedAt
    }
}

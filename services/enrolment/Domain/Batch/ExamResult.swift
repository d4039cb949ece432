package import CivilServiceKernel
package import EnrolmentEvents
package import EventSourcing

/// The newest result of one attempt at an exam of the batch.
package struct ExamResult: Sendable, Equatable, Codable {
    package let exam: ConcludingExamID
    /// Of two results of an attempt, the higher is newer.
    package let revision: Int
    package let passed: Bool
    /// Hundredths of a per cent.
    package let scoreHundredths: Int

    init(_ fact: ExamResultNoted) {
        exam = fact.exam
        revision = fact.revision
        passed = fact.passed
        scoreHundredths = fact.scoreHundredths
    }
}

/// The assessment context's word on one attempt.
package struct NoteExamResult: Sendable, Equatable {
    package let civilServant: CivilServantID
    package let exam: ConcludingExamID
    package let attempt: ExamAttemptID
    /// Version of the attempt's stream that says so.
    package let revision: Int
    package let passed: Bool
    /// Hundredths of a per cent.
    package let scoreHundredths: Int
    package let basis: ExamResultBasis
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

package import CivilServiceKernel
package import EventSourcing

/// The mark of an essay is settled.
package struct EssaySettled: EventPayload {
    /// The exam.
    package let exam: ExamID
    /// The attempt.
    package let attempt: AttemptID
    /// The question.
    package let question: QuestionID
    /// Its revision.
    package let revision: Int
    /// Points given.
    package let pointsHundredths: Int
    /// Points to be had.
    package let maxHundredths: Int
    /// How it came about.
    package let basis: SettlementBasis
    /// Who reconciled.
    package let decidedBy: CivilServantID?
    /// Why, sealed with the candidate's key.
    package let note: SealedField?

    package init(
        exam: ExamID,
        attempt: AttemptID,
        question: QuestionID,
        revision: Int,
        pointsHundredths: Int,
        maxHundredths: Int,
        basis: SettlementBasis,
        decidedBy: CivilServantID? = nil,
        note: SealedField? = nil
    ) {
        self.exam = exam
        self.attempt = attempt
        self.question = question
        self.revision = revision
        self.pointsHundredths = pointsHundredths
        self.maxHundredths = maxHundredths
        self.basis = basis
        self.decidedBy = decidedBy
        self.note = note
    }
}

package import CivilServiceKernel
package import EventSourcing

/// The key of a question turned out to be wrong; everybody who had it is marked again.
package struct ExamKeyRepaired: EventPayload {
    /// The repair; re-marks name it.
    package let repair: KeyRepairID
    /// The question.
    package let question: QuestionID
    /// The revision that the papers have.
    package let revision: Int
    /// What is done about it.
    package let treatment: KeyTreatment
    /// The right key, sealed; absent unless there is a new one.
    package let key: SealedField?
    /// Who decided it.
    package let decidedBy: CivilServantID
    /// Why.
    package let reason: String

    package init(
        repair: KeyRepairID,
        question: QuestionID,
        revision: Int,
        treatment: KeyTreatment,
        key: SealedField? = nil,
        decidedBy: CivilServantID,
        reason: String
    ) {
        self.repair = repair
        self.question = question
        self.revision = revision
        self.treatment = treatment
        self.key = key
        self.decidedBy = decidedBy
        self.reason = reason
    }
}

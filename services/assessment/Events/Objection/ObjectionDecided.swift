package import CivilServiceKernel
package import EventSourcing

/// The reviewer decided.
package struct ObjectionDecided: EventPayload {
    /// What kind of decision was contested.
    package let kind: ContestedKind
    /// The contested decision.
    package let decision: ContestedDecisionID
    /// The question that it is about.
    package let question: QuestionID?
    /// Who contested.
    package let objector: CivilServantID
    /// Who decided.
    package let reviewer: CivilServantID
    /// How.
    package let outcome: ObjectionOutcome
    /// Why, sealed with the objector's key.
    package let reasons: SealedField
    /// Whether a result must be computed again.
    package let needsRecalculation: Bool
    /// When.
    package let decidedAt: Timestamp
    /// Whether the day by which it should be decided was over.
    package let late: Bool

    package init(
        kind: ContestedKind,
        decision: ContestedDecisionID,
        question: QuestionID? = nil,
        objector: CivilServantID,
        reviewer: CivilServantID,
        outcome: ObjectionOutcome,
        reasons: SealedField,
        needsRecalculation: Bool,
        decidedAt: Timestamp,
        late: Bool
    ) {
        self.kind = kind
        self.decision = decision
        self.question = question
        self.objector = objector
        self.reviewer = reviewer
        self.outcome = outcome
        self.reasons = reasons
        self.needsRecalculation = needsRecalculation
        self.decidedAt = decidedAt
        self.late = late
    }
}

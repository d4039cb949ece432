package import CivilServiceKernel
package import EventSourcing

/// The practice task of a participant was assessed; a later assessment replaces it.
package struct PracticeTaskAssessed: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// Who assessed it; never the participant.
    package let assessor: CivilServantID
    /// Whether it is passed.
    package let passed: Bool
    /// Points out of 100, if given.
    package let score: Int?
    /// What was handed in and where it is kept, sealed.
    package let evidence: SealedField

    package init(
        civilServant: CivilServantID,
        assessor: CivilServantID,
        passed: Bool,
        score: Int? = nil,
        evidence: SealedField
    ) {
        self.civilServant = civilServant
        self.assessor = assessor
        self.passed = passed
        self.score = score
        self.evidence = evidence
    }
}

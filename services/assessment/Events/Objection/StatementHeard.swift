package import CivilServiceKernel
package import EventSourcing

/// One side was heard.
package struct StatementHeard: EventPayload {
    /// Which side.
    package let party: HearingParty
    /// Who spoke for it.
    package let speaker: CivilServantID
    /// What was said, sealed with the objector's key.
    package let statement: SealedField
    /// When.
    package let heardAt: Timestamp

    package init(party: HearingParty, speaker: CivilServantID, statement: SealedField, heardAt: Timestamp) {
        self.party = party
        self.speaker = speaker
        self.statement = statement
        self.heardAt = heardAt
    }
}

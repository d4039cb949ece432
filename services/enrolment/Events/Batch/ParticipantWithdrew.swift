package import CivilServiceKernel
package import EventSourcing

/// Somebody gave back a seat, an offer or a place in the queue.
package struct ParticipantWithdrew: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// What was given back.
    package let held: Standing
    /// Why.
    package let reason: WithdrawalReason
    /// The person's own words, sealed.
    package let note: SealedField?

    package init(civilServant: CivilServantID, held: Standing, reason: WithdrawalReason, note: SealedField? = nil) {
        self.civilServant = civilServant
        self.held = held
        self.reason = reason
        self.note = note
    }
}

package import CivilServiceKernel
package import EventSourcing

/// Somebody was moved to another place in the queue, for a recorded reason.
///
/// Nothing else ever changes the order of those who wait.
package struct QueueReordered: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// Place before, from 1.
    package let fromPosition: Int
    /// Place after, from 1.
    package let toPosition: Int
    /// Why.
    package let reason: ReorderReason
    /// What is to be said about the person, sealed.
    package let note: SealedField?

    package init(
        civilServant: CivilServantID,
        fromPosition: Int,
        toPosition: Int,
        reason: ReorderReason,
        note: SealedField? = nil
    ) {
        self.civilServant = civilServant
        self.fromPosition = fromPosition
        self.toPosition = toPosition
        self.reason = reason
        self.note = note
    }
}

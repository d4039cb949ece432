package import CivilServiceKernel
package import EventSourcing

/// Somebody declined an offered seat and left the queue.
package struct SeatDeclined: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// The person's own words, sealed.
    package let note: SealedField?

    package init(civilServant: CivilServantID, note: SealedField? = nil) {
        self.civilServant = civilServant
        self.note = note
    }
}

package import CivilServiceKernel
package import EventSourcing

/// The first in the queue was offered a free seat; the offer holds the seat.
package struct SeatOffered: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// Until when it may be accepted; never after the cut-off.
    package let expiresAt: Timestamp

    package init(civilServant: CivilServantID, expiresAt: Timestamp) {
        self.civilServant = civilServant
        self.expiresAt = expiresAt
    }
}

package import CivilServiceKernel
package import EventSourcing

/// An offered seat was not accepted in time; the person left the queue.
package struct SeatOfferExpired: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// When the offer ended.
    package let expiredAt: Timestamp

    package init(civilServant: CivilServantID, expiredAt: Timestamp) {
        self.civilServant = civilServant
        self.expiredAt = expiredAt
    }
}

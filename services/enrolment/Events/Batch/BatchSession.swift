package import CivilServiceKernel
package import EventSourcing

/// One meeting of a batch.
package struct BatchSession: Codable, Sendable, Equatable {
    /// Stays the same when the session is moved.
    package let session: SessionID
    /// Start.
    package let startsAt: Timestamp
    /// End.
    package let endsAt: Timestamp
    /// Address or room.
    package let place: String?
    /// Address of the online meeting.
    package let link: String?

    package init(
        session: SessionID,
        startsAt: Timestamp,
        endsAt: Timestamp,
        place: String? = nil,
        link: String? = nil
    ) {
        self.session = session
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.place = place
        self.link = link
    }
}

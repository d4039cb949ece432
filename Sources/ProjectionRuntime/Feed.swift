package import EventSourcing
package import FoundationEssentials

/// A service's catch-up feed: its store's lanes, page by page, for readers whom Kafka no longer reaches back to.
package protocol FeedClient: Sendable {
    /// The lane's events with a sequence above `sequence`, in order and without gaps, at most `limit` of them.
    ///
    /// - Throws: when the service does not answer; the caller tries again.
    func page(lane: Lane, after sequence: Int64, limit: Int) async throws -> FeedPage
}

/// One page of a lane.
package struct FeedPage: Sendable {
    /// Identity of the store that answered.
    package let store: UUID
    /// How many lanes it has.
    package let lanes: Int
    /// Sequence of the lane's last event; 0 when it has none.
    package let head: Int64
    package let events: [EventEnvelope]

    package init(store: UUID, lanes: Int, head: Int64, events: [EventEnvelope]) {
        self.store = store
        self.lanes = lanes
        self.head = head
        self.events = events
    }
}

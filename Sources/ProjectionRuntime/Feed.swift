package import EventSourcing
package import EventStorePostgres

/// A service's catch-up feed: its store's lanes, page by page, for readers whom Kafka no longer reaches back to.
package protocol FeedClient: Sendable {
    /// The lane's events with a sequence above `sequence`, in order and without gaps, at most `limit` of them.
    ///
    /// - Throws: when the service does not answer; the caller tries again.
    func page(lane: Lane, after sequence: Int64, limit: Int) async throws -> LanePage
}

/// A store of this process, read directly.
extension LaneFeed: FeedClient {
    package func page(lane: Lane, after sequence: Int64, limit: Int) async throws -> LanePage {
        try await page(lane, after: sequence, limit: limit)
    }
}

import EventSourcing
import PostgresClient

/// What events of a ``FoldingProjection`` mean, found before it was their turn to be written.
struct FoldedEvents: Sendable {
    /// Of how many events.
    let count: Int
    let writes: [PostgresQuery]
    let unknownTypes: [String: Int]

    /// Nil when the projection does not fold, or one of the events cannot be folded: its turn will show which.
    init?(_ events: [EventEnvelope], by projection: any Projection) {
        guard let projection = projection as? any FoldingProjection else { return nil }
        let unknown = UnknownEvents()
        let writes = UnknownEvents.$current.withValue(unknown) { try? projection.writes(of: events) }
        guard let writes else { return nil }
        count = events.count
        self.writes = writes
        unknownTypes = unknown.byType
    }
}

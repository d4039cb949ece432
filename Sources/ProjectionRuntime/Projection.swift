package import EventSourcing
package import FoundationEssentials
package import PostgresClient

/// Folds events into tables: the author's part of a read model.
package protocol Projection: Sendable {
    /// Keys checkpoints and names the consumer group: `learning-record.v1`. Permanent; a rebuild raises the number.
    var name: String { get }

    /// The services whose events it reads; each has the topic `bina.<service>.events`.
    var sources: [String] { get }

    /// False for an event that changes nothing here: `apply` may be spared a batch without any other.
    ///
    /// Cheap, and always the same for the same event. True by default.
    func concerns(_ event: EventEnvelope) -> Bool

    /// Writes what `events` mean, on `connection`, whose open transaction also holds the checkpoints.
    ///
    /// Events are in order per stream and lane, each given once. It may be called again with fewer events after it
    /// threw and everything it wrote was undone. Sort keys before upserts, so that two runners cannot deadlock.
    ///
    /// - Throws: `ApplyError` to name the event at fault; anything else makes the runner search for it. An event that
    ///   cannot be applied parks its stream; a PostgreSQL error that time may heal does not.
    func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws

    /// The transaction of the last `apply` is durable.
    func didCommit()
}

extension Projection {
    package func concerns(_ event: EventEnvelope) -> Bool { true }
    package func didCommit() {}
}

/// A projection that can say what events mean without asking the database: what most read models are.
package protocol FoldingProjection: Projection {
    /// What `events` mean, as statements in their order.
    ///
    /// Pure: it is also called before it is the events' turn, while the database writes those before them, and perhaps
    /// in vain.
    ///
    /// - Throws: as `apply` does.
    func writes(of events: [EventEnvelope]) throws -> [PostgresQuery]
}

extension FoldingProjection {
    package func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        let writes = try writes(of: events)
        if !writes.isEmpty { _ = try await connection.pipeline(writes) }
    }
}

/// A projection, some of whose events have more consequences than one transaction should hold.
///
/// A local runner lets it do such an event in portions. Each is one transaction, in which the runner also notes how far
/// it came; the checkpoint passes the event together with the last one. On the bus it is done in one transaction.
package protocol PortionedProjection: Projection {
    func isWide(_ event: EventEnvelope) -> Bool

    /// Writes the consequences of one event for the streams after `place`, in the order of their ids.
    ///
    /// - Returns: the last stream that is done; nil when no more are left.
    func applyPortion(of event: EventEnvelope, after place: UUID?, in connection: PostgresConnection)
        async throws -> UUID?
}

/// Nothing is wrong with the event: the same transaction can succeed later.
package struct RetryLater: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ reason: String) { description = reason }
}

/// One event cannot be applied.
///
/// Names no content of it.
package struct ApplyError: Error, Sendable, CustomStringConvertible {
    package let event: EventEnvelope
    /// What the operator reads; no payload, no personal data.
    package let reason: String

    package init(event: EventEnvelope, reason: String) {
        self.event = event
        self.reason = reason
    }

    package var description: String { "\(event.type) of \(event.stream), version \(event.version): \(reason)" }
}

/// A typed event with its envelope.
package struct Recorded<Event: DomainEvent>: Sendable {
    package let event: Event
    package let envelope: EventEnvelope
}

extension Sequence<EventEnvelope> {
    /// The events of one context, decoded once, so that a projection can switch over them exhaustively.
    ///
    /// A type that `Event` does not know is skipped and counted: somebody newer wrote it, or it is another context's.
    ///
    /// - Throws: `ApplyError` for a known event whose body cannot be read; its stream is parked.
    package func decode<Event: DomainEvent>(_ type: Event.Type = Event.self) throws(ApplyError) -> [Recorded<Event>] {
        var recorded: [Recorded<Event>] = []
        for envelope in self {
            do {
                guard let event = try Event(recorded: envelope) else {
                    UnknownEvents.current?.count(envelope.type)
                    continue
                }
                recorded.append(Recorded(event: event, envelope: envelope))
            } catch {
                throw ApplyError(event: envelope, reason: "its body does not have the shape that its type promises")
            }
        }
        return recorded
    }
}

import EventSourcing
import Foundation
import KafkaClient
import PostgresClient

/// How far one consumer says it is in one source: its own rows about positions, parked streams and skipped events.
struct ProjectionBooks: Sendable {
    struct Position: Sendable {
        let sequence: Int64
        let event: UUID?
        let store: UUID?
    }

    /// A version of a stream.
    struct StreamVersion: Hashable, Sendable {
        let stream: String
        let version: Int64
    }

    let consumer: Consumer
    /// By lane of the source.
    private(set) var positions: [Int16: Position] = [:]
    /// The next offset to read, by partition of the source's topic; none where it reads the store itself.
    private(set) var offsets: [Int32: Int64] = [:]
    /// By stream, the version at fault: nothing from there on is applied.
    private(set) var parked: [String: Int64] = [:]
    private(set) var parkedReasons: [String: String] = [:]
    /// Events that wait with their stream.
    private(set) var kept: Set<StreamVersion> = []
    /// What an operator decided to leave out.
    private(set) var skipped: Set<StreamVersion> = []

    /// Reads what is there as of the snapshot.
    init(of consumer: Consumer, topic: String, in snapshot: Snapshot) async throws {
        self.consumer = consumer
        let (projection, source, schema) = (consumer.projection, consumer.source, consumer.schema)
        let checkpoints = try await snapshot.rows(
            """
            SELECT lane, sequence, event_id, store FROM \(raw: schema).checkpoints
            WHERE projection = \(projection) AND source = \(source)
            """
        )
        for row in checkpoints {
            let (lane, sequence, event, store) = try row.decode((Int16, Int64, UUID?, UUID?).self)
            positions[lane] = Position(sequence: sequence, event: event, store: store)
        }
        let offsets = try await snapshot.rows(
            """
            SELECT partition, next_offset FROM \(raw: schema).offsets
            WHERE projection = \(projection) AND topic = \(topic) AND next_offset IS NOT NULL
            """
        ).decode((Int32, Int64).self)
        self.offsets = Dictionary(uniqueKeysWithValues: offsets)
        for row in try await snapshot.rows(streams("parked_streams", "version, reason")) {
            let (stream, version, reason) = try row.decode((String, Int64, String).self)
            parked[stream] = version
            parkedReasons[stream] = reason
        }
        kept = try await versions("parked_events", snapshot)
        skipped = try await versions("skipped_events", snapshot)
    }

    private func versions(_ table: String, _ snapshot: Snapshot) async throws -> Set<StreamVersion> {
        Set(
            try await snapshot.rows(streams(table, "version")).decode((String, Int64).self)
                .map { StreamVersion(stream: $0, version: $1) }
        )
    }

    private func streams(_ table: String, _ columns: String) -> PostgresQuery {
        """
        SELECT tenant || '/' || category || '-' || stream_id::text, \(raw: columns) FROM \(raw: consumer.schema).\(raw: table)
        WHERE projection = \(consumer.projection) AND source = \(consumer.source)
        """
    }

    /// Whether the projection says that the event's effect is in its rows.
    func hasApplied(_ event: EventEnvelope) -> Bool {
        guard event.sequence <= positions[event.lane.number]?.sequence ?? 0 else { return false }
        guard !parked.isEmpty || !skipped.isEmpty else { return true }
        let stream = event.stream.description
        if let fault = parked[stream], event.version >= fault { return false }
        return !skipped.contains(StreamVersion(stream: stream, version: event.version))
    }

    /// Whether something of the stream, by its name with the tenant, waits or was left out.
    func leavesOut(_ stream: String) -> Bool {
        parked[stream] != nil || skipped.contains { $0.stream == stream }
    }

    /// Whether the event has to wait in the parking lot.
    func mustKeep(_ event: EventEnvelope) -> Bool {
        guard let fault = parked[event.stream.description] else { return false }
        return event.version >= fault && event.sequence <= positions[event.lane.number]?.sequence ?? 0
    }
}

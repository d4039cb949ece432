import EventSourcing
import Foundation
import PostgresClient

/// A row of the store as it stands, read with the verifier's own SQL.
enum StoredEvent {
    /// In the order that `read` takes them.
    static func columns(_ table: String = "e") -> String {
        [
            "tenant", "category", "stream_id", "version", "lane", "sequence", "event_id", "type", "occurred_at",
            "recorded_at", "command_id", "correlation_id", "causation_id", "actor", "traceparent", "payload",
        ].map { "\(table).\($0)" }.joined(separator: ", ")
    }

    /// Nil when the row's tenant is no tenant's name.
    static func read(_ row: PostgresRow) throws -> EventEnvelope? {
        let (tenantName, category, stream, version, lane, sequence) = try row.decode(
            (String, String, UUID, Int64, Int16, Int64).self
        )
        guard let tenant = TenantID(tenantName) else { return nil }
        let command: UUID = try row.decode(at: 10)
        let correlation: UUID = try row.decode(at: 11)
        let causation: UUID? = try row.decode(at: 12)
        let payload: String = try row.decode(at: 15)
        return EventEnvelope(
            stream: StreamID(tenant: tenant, category: category, id: stream),
            version: version,
            lane: Lane(lane),
            sequence: sequence,
            id: try row.decode(at: 6),
            type: try row.decode(at: 7),
            occurredAt: try time(row, 8),
            recordedAt: try time(row, 9),
            context: CommandContext(
                commandID: CommandID(command),
                correlationID: correlation,
                causationID: causation,
                actor: try row.decode(at: 13),
                traceparent: try row.decode(String?.self, at: 14)
            ),
            payload: Array(payload.utf8)
        )
    }

    private static func time(_ row: PostgresRow, _ column: Int) throws -> Timestamp {
        Timestamp(microseconds: try row.decode(PostgresMicroseconds.self, at: column).sinceUnixEpoch)
    }
}

/// Where an event is in its store, for messages.
struct LanePlace: Hashable, Sendable, CustomStringConvertible {
    let lane: Int16
    let sequence: Int64

    var description: String { "lane \(lane) sequence \(sequence)" }
}

extension EventEnvelope {
    var place: LanePlace { LanePlace(lane: lane.number, sequence: sequence) }
}

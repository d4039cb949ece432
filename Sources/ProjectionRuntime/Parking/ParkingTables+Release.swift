import EventSourcing
import FoundationEssentials
import PostgresClient

extension ParkingTables {
    var listQuery: PostgresQuery {
        """
        SELECT s.source, s.tenant, s.category, s.stream_id, s.version, s.type, s.reason, s.parked_at,
            (SELECT count(*) FROM \(raw: schema).parked_events e
            WHERE e.projection = s.projection AND e.stream_id = s.stream_id AND e.category = s.category
                AND e.tenant = s.tenant AND e.source = s.source)
        FROM \(raw: schema).parked_streams s
        WHERE s.projection = \(projection)
        ORDER BY s.parked_at, s.stream_id
        """
    }

    /// Takes the stream's row for this transaction; batches that meet the stream wait.
    ///
    /// Nil when it is not parked.
    func lock(_ parked: ParkedStreamID, in connection: PostgresConnection) async throws -> Int64? {
        let rows = try await connection.query(
            """
            SELECT version FROM \(raw: schema).parked_streams
            WHERE projection = \(projection) AND source = \(parked.source) AND tenant = \(parked.stream.tenant.name)
                AND category = \(parked.stream.category) AND stream_id = \(parked.stream.id)
            FOR UPDATE
            """
        )
        return try rows.first?.decode(Int64.self, at: 0)
    }

    func recordSkip(
        _ parked: ParkedStreamID,
        _ version: Int64,
        _ reason: String,
        by operator: String,
        in connection: PostgresConnection
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO \(raw: schema).skipped_events
                (projection, source, tenant, category, stream_id, version, event_id, type, fault, reason, skipped_by)
            SELECT projection, source, tenant, category, stream_id, version, event_id, type, reason, \(reason),
                \(`operator`)
            FROM \(raw: schema).parked_streams
            WHERE projection = \(projection) AND source = \(parked.source) AND tenant = \(parked.stream.tenant.name)
                AND category = \(parked.stream.category) AND stream_id = \(parked.stream.id) AND version = \(version)
            ON CONFLICT DO NOTHING
            """
        )
    }

    /// An operator has decided to leave the event out, here or in the read model that this one is to replace.
    func isSkipped(_ event: SourcedEvent, in connection: PostgresConnection) async throws -> Bool {
        let stream = event.envelope.stream
        let rows = try await connection.query(
            """
            SELECT 1 FROM \(raw: schema).skipped_events
            WHERE projection = \(projection) AND source = \(event.source) AND tenant = \(stream.tenant.name)
                AND category = \(stream.category) AND stream_id = \(stream.id)
                AND version = \(event.envelope.version) AND event_id = \(event.envelope.id)
            """
        )
        return !rows.isEmpty
    }

    func delete(_ parked: ParkedStreamID, in connection: PostgresConnection) async throws {
        for table in ["parked_events", "parked_streams"] {
            try await connection.execute(
                """
                DELETE FROM \(raw: schema).\(raw: table)
                WHERE projection = \(projection) AND source = \(parked.source)
                    AND tenant = \(parked.stream.tenant.name) AND category = \(parked.stream.category)
                    AND stream_id = \(parked.stream.id)
                """
            )
        }
    }
}

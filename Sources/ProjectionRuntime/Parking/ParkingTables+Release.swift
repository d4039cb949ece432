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

    func recordSkip(_ parked: ParkedStreamID, _ version: Int64, _ reason: String, in connection: PostgresConnection)
        async throws
    {
        try await connection.execute(
            """
            INSERT INTO \(raw: schema).skipped_events
                (projection, source, tenant, category, stream_id, version, event_id, type, fault, reason)
            SELECT projection, source, tenant, category, stream_id, version, event_id, type, reason, \(reason)
            FROM \(raw: schema).parked_streams
            WHERE projection = \(projection) AND source = \(parked.source) AND tenant = \(parked.stream.tenant.name)
                AND category = \(parked.stream.category) AND stream_id = \(parked.stream.id) AND version = \(version)
            """
        )
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

package import EventSourcing
import FoundationEssentials
package import PostgresClient

/// What an operator can do about parked streams.
package struct ParkedStreams: Sendable {
    /// What came of a release or a skip.
    package enum Outcome: Sendable, Equatable {
        /// The stream is not parked (any more).
        case notParked
        /// Everything kept was applied, so many events.
        case released(events: Int)
        /// An event is still, or another one now, at fault; what came before it was applied.
        case parkedAgain(version: Int64, reason: String)
    }

    private let writer: BatchWriter
    private let database: PostgresClient

    package init(_ projection: any Projection, schema: String, database: PostgresClient) {
        writer = BatchWriter(projection: projection, schema: schema)
        self.database = database
    }

    /// Every parked stream, the longest parked first.
    package func list() async throws -> [ParkedStream] {
        let rows = try await database.query(writer.parking.listQuery)
        return try rows.map { row in
            let (source, tenant, category, id, version, type, reason, parkedAt, kept) = try row.decode(
                (String, String, String, UUID, Int64, String, String, PostgresMicroseconds, Int64).self
            )
            return ParkedStream(
                id: ParkedStreamID(
                    source: source,
                    stream: try ParkingTables.streamID(tenant: tenant, category: category, id: id)
                ),
                version: version,
                type: type,
                reason: reason,
                parkedAt: Timestamp(microseconds: parkedAt.sinceUnixEpoch),
                keptEvents: Int(kept)
            )
        }
    }

    /// Applies what was kept, in order, in one transaction: after the projection's code or data was mended.
    package func release(_ stream: ParkedStreamID) async throws -> Outcome {
        try await database.withTransaction { connection in
            try await self.reapply(stream, skipping: nil, in: connection)
        }
    }

    /// Leaves the event at fault out, on record with the reason, and applies the others.
    package func skip(_ stream: ParkedStreamID, because reason: String) async throws -> Outcome {
        try await database.withTransaction { connection in
            try await self.reapply(stream, skipping: reason, in: connection)
        }
    }

    private func reapply(_ parked: ParkedStreamID, skipping reason: String?, in connection: PostgresConnection)
        async throws -> Outcome
    {
        guard let version = try await writer.parking.lock(parked, in: connection) else { return .notParked }
        if let reason { try await writer.parking.recordSkip(parked, version, reason, in: connection) }
        var events = try await writer.parking.events(of: parked, in: connection)
        if reason != nil { events.removeAll { $0.envelope.version == version } }
        var lot = ParkingLot([])
        var outcome = BatchWriter.Outcome()
        try await writer.isolate(events, connection, &lot, &outcome)
        try await writer.parking.delete(parked, in: connection)
        guard let poison = lot.poisons.first else { return .released(events: events.count) }
        try await writer.parking.store(lot, in: connection)
        return .parkedAgain(version: poison.event.envelope.version, reason: poison.reason)
    }
}

/// A stream that a projection could not go on with.
package struct ParkedStream: Sendable, Equatable {
    package let id: ParkedStreamID
    /// The event at fault.
    package let version: Int64
    package let type: String
    package let reason: String
    package let parkedAt: Timestamp
    /// How many of its events wait, the one at fault among them.
    package let keptEvents: Int
}

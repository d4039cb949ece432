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
        /// The event at fault still cannot be applied: nothing was changed.
        case stillAtFault(version: Int64, reason: String)
        /// A later event is at fault now; what came before it was applied.
        case parkedAgain(version: Int64, reason: String)
    }

    private let writer: BatchWriter
    private let database: PostgresClient
    /// Is told how many streams are parked, whenever that may have changed.
    private let counted: @Sendable (Int) -> Void

    package init(_ projection: any Projection, schema: String, database: PostgresClient) {
        self.init(BatchWriter(projection: projection, schema: schema), database: database) { _ in }
    }

    init(_ writer: BatchWriter, database: PostgresClient, counted: @escaping @Sendable (Int) -> Void) {
        self.writer = writer
        self.database = database
        self.counted = counted
    }

    /// The projection whose streams these are.
    package var projection: String { writer.projection.name }

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
    ///
    /// - Throws: ``CannotApplyNow`` when the fault is the database's, not an event's.
    package func release(_ stream: ParkedStreamID) async throws -> Outcome {
        try await settle { connection in
            try await self.reapply(stream, skipping: nil, in: connection)
        }
    }

    /// Leaves the event at fault out, on record with the reason and who gave it, and applies the others.
    ///
    /// - Throws: ``CannotApplyNow`` when the fault is the database's, not an event's.
    package func skip(_ stream: ParkedStreamID, because reason: String, by operator: String) async throws -> Outcome {
        try await settle { connection in
            try await self.reapply(stream, skipping: (reason, `operator`), in: connection)
        }
    }

    private func settle(_ body: (PostgresConnection) async throws -> Outcome) async throws -> Outcome {
        let outcome: Outcome
        do {
            outcome = try await database.withTransaction(body)
        } catch let fault as StillAtFault {
            return .stillAtFault(version: fault.version, reason: fault.reason)
        } catch let error as CancellationError {
            throw error
        } catch {
            switch ApplyFault(error) {
            case .passing(let reason), .surroundings(let reason), .event(let reason): throw CannotApplyNow(reason)
            }
        }
        writer.projection.didCommit()
        if let row = try? await database.query(writer.parking.countQuery).first,
            let count = try? row.decode(Int64.self)
        {
            counted(Int(count))
        }
        return outcome
    }

    private func reapply(
        _ parked: ParkedStreamID,
        skipping skip: (reason: String, operator: String)?,
        in connection: PostgresConnection
    ) async throws -> Outcome {
        guard let version = try await writer.parking.lock(parked, in: connection) else { return .notParked }
        if let skip {
            try await writer.parking.recordSkip(parked, version, skip.reason, by: skip.operator, in: connection)
        }
        var events = try await writer.parking.events(of: parked, in: connection)
        if skip != nil { events.removeAll { $0.envelope.version == version } }
        var lot = ParkingLot([])
        var outcome = BatchWriter.Outcome()
        try await writer.isolate(events, connection, &lot, &outcome)
        if let poison = lot.poisons.first, poison.event.envelope.version == version {
            throw StillAtFault(version: version, reason: poison.reason)
        }
        try await writer.parking.delete(parked, in: connection)
        guard let poison = lot.poisons.first else { return .released(events: events.count) }
        try await writer.parking.store(lot, in: connection)
        return .parkedAgain(version: poison.event.envelope.version, reason: poison.reason)
    }

    /// Undoes the transaction of a release that would change nothing.
    private struct StillAtFault: Error {
        let version: Int64
        let reason: String
    }
}

/// No event is at fault, and still nothing could be applied: the database or something the projection needs is away.
package struct CannotApplyNow: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ reason: String) { description = reason }
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

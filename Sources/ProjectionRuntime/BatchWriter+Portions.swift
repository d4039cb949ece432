import EventSourcing
import FoundationEssentials
import PostgresClient

extension BatchWriter {
    /// What became of one portion of an event.
    private enum Portion {
        /// Durable, with the place from which the next one goes on.
        case more
        /// Durable, and the checkpoint has passed the event.
        case done
        /// The event's stream is parked: nothing was written.
        case parked
    }

    /// Whether the event has more consequences than one transaction should hold: it is to be written alone.
    func isWide(_ event: EventEnvelope) -> Bool { portioned?.isWide(event) ?? false }

    /// Does the work as ``write(_:in:mayCommit:)`` does, but a single wide event portion by portion, each durable.
    ///
    /// - Throws: `FenceError`; the database's errors; `CancellationError` between two portions; never an event's.
    func writeInPortions(_ work: Work, in connection: PostgresConnection, onPortion: () -> Void) async throws -> Outcome
    {
        guard let portioned, work.events.count == 1, let event = work.events.first, isWide(event.envelope),
            let (lane, step) = work.advances.first
        else { return try await write(work, in: connection) }
        do {
            portions: while true {
                try Task.checkCancellation()
                switch try await writePortion(of: event, lane, step, by: portioned, in: connection) {
                case .more:
                    portioned.didCommit()
                    onPortion()
                case .done: return Outcome()
                case .parked: break portions
                }
            }
        } catch {
            guard case .event = ApplyFault(error), !(error is FenceError) else { throw error }
        }
        // The event is at fault, or its stream is parked: as any other.
        return try await write(work, in: connection)
    }

    /// Does the next portion of an event, from where the last durable one ended.
    ///
    /// The row of the checkpoint is locked first, so that a second owner waits and then finds the place as it is.
    ///
    /// - Throws: `FenceError`; the database's errors; what the projection throws, with nothing written.
    private func writePortion(
        of event: SourcedEvent,
        _ lane: SourceLane,
        _ step: LaneAdvance,
        by projection: any PortionedProjection,
        in connection: PostgresConnection
    ) async throws -> Portion {
        try await connection.withTransaction { connection in
            if step.from == 0 { _ = try await connection.query(tables.ensureQuery([lane])) }
            let place = try await tables.progress(in: lane, at: step.from, connection)
            var lot = ParkingLot(
                try ParkingTables.decodeStreams(
                    try await connection.query(parking.parkedQuery([event.envelope.stream.id]))
                )
            )
            guard !lot.sift([event]).isEmpty else { return .parked }
            let next = try await projection.applyPortion(of: event.envelope, after: place, in: connection)
            if let next {
                _ = try await connection.query(tables.progressQuery(lane, to: next))
                return .more
            }
            let moved = try await connection.query(tables.advanceQuery([(lane, step)]))
            guard moved.count == 1 else { throw FenceError.checkpoints }
            return .done
        }
    }
}

extension BookkeepingTables {
    /// How far the event after `sequence` was done, with the row locked.
    ///
    /// - Throws: `BatchWriter.FenceError` when the row says another sequence.
    func progress(in lane: SourceLane, at sequence: Int64, _ connection: PostgresConnection) async throws -> UUID? {
        let rows = try await connection.query(
            """
            SELECT progress FROM \(raw: schema).checkpoints
            WHERE projection = \(projection) AND source = \(lane.source) AND lane = \(lane.lane.number)
                AND sequence = \(sequence)
            FOR UPDATE
            """
        )
        guard let row = rows.first else { throw BatchWriter.FenceError.checkpoints }
        return try row.decode(UUID?.self, at: 0)
    }

    func progressQuery(_ lane: SourceLane, to place: UUID) -> PostgresQuery {
        """
        UPDATE \(raw: schema).checkpoints SET progress = \(place), updated_at = clock_timestamp()
        WHERE projection = \(projection) AND source = \(lane.source) AND lane = \(lane.lane.number)
        """
    }
}

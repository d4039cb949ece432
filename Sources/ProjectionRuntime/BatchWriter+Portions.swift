import EventSourcing
import FoundationEssentials
import PostgresClient

extension BatchWriter {
    /// What became of one portion of an event.
    enum Portion {
        /// Durable, with the place from which the next one goes on.
        case more
        /// Durable, and the checkpoint has passed the event.
        case done
        /// The event's stream is parked: nothing was written.
        case parked
    }

    /// Does the next portion of an event, from where the last durable one ended.
    ///
    /// The row of the checkpoint is locked first, so that a second owner waits and then finds the place as it is.
    ///
    /// - Throws: `FenceError`; the database's errors; what the projection throws, with nothing written.
    func writePortion(
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

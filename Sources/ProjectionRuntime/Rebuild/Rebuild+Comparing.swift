import EventSourcing
import EventStreaming
import FoundationEssentials
import PostgresClient

extension Rebuild {
    /// Compares every table of the two, row by row, at exactly the same positions.
    ///
    /// The current one is read in one snapshot and goes on; the next one is held, brought to the positions of that
    /// snapshot out of the feeds, and let go afterwards. Nobody who reads or writes the current one waits.
    ///
    /// - Throws: ``RebuildRefusal`` when there is nothing to compare, or the two were made from different stores.
    package func compare() async throws -> [TableComparison] {
        guard try await schemas.state(in: database).next != nil else {
            throw RebuildRefusal("no rebuild is under way: nothing to compare")
        }
        var configuration = database.configuration
        configuration.statementTimeout = nil
        configuration.idleInTransactionTimeout = nil
        let next = try await PostgresConnection.connect(configuration)
        let result: Result<[TableComparison], any Error>
        do {
            let current = try await PostgresConnection.connect(configuration)
            do {
                result = .success(try await compare(next, with: current))
            } catch {
                result = .failure(error)
            }
            await current.close()
        } catch {
            result = .failure(error)
        }
        await next.close()
        return try result.get()
    }

    private func compare(_ next: PostgresConnection, with current: PostgresConnection) async throws
        -> [TableComparison]
    {
        for connection in [next, current] { try await connection.executeScript("SET TIME ZONE 'UTC'") }
        let names = schemas
        return try await next.withTransaction { next in
            try await next.executeScript(
                """
                SET LOCAL lock_timeout = '20s';
                LOCK TABLE \(names.next).offsets, \(names.next).checkpoints, \(names.next).parked_streams
                    IN EXCLUSIVE MODE;
                """
            )
            let writer = BatchWriter(projection: projection(names.next), schema: names.next)
            let held = try await writer.tables.checkpoints(in: next)
            try await waitForCurrent(held)
            return try await current.withTransaction(isolation: .repeatableRead, readOnly: true) { current in
                let tables = BookkeepingTables(schema: names.current, projection: writer.projection.name)
                let target = try await tables.checkpoints(in: current)
                try requireSameStores(held, target)
                for (lane, checkpoint) in target.sorted(by: { $0.key < $1.key }) {
                    try await advance(lane, from: held[lane] ?? .beginning, to: checkpoint, writer, next)
                }
                return try await compareTables(next, current)
            }
        }
    }

    /// Source by source: one of which nothing was read yet contradicts nothing.
    private func requireSameStores(_ held: [SourceLane: Checkpoint], _ target: [SourceLane: Checkpoint]) throws {
        let (own, other) = (stores(held), stores(target))
        guard own.allSatisfy({ other[$0] == nil || other[$0] == $1 }) else {
            throw RebuildRefusal("not comparable: the two were made from different stores")
        }
    }

    private func stores(_ checkpoints: [SourceLane: Checkpoint]) -> [String: Set<UUID>] {
        checkpoints.reduce(into: [:]) { stores, row in
            if let store = row.value.store { stores[row.key.source, default: []].insert(store) }
        }
    }

    /// The current one is usually ahead; it must not be behind in any lane.
    private func waitForCurrent(_ held: [SourceLane: Checkpoint]) async throws {
        let tables = BookkeepingTables(schema: schemas.current, projection: projection(schemas.current).name)
        let deadline = ContinuousClock.now + .seconds(15)
        while true {
            let rows = try await database.query(tables.checkpointsQuery)
            let reached = try BookkeepingTables.decodeCheckpoints(rows)
            try requireSameStores(held, reached)
            if held.allSatisfy({ ($0.value.sequence) <= (reached[$0.key]?.sequence ?? 0) }) { return }
            guard ContinuousClock.now < deadline else {
                throw RebuildRefusal("the current read model does not move on; see its readiness")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Applies the lane's events up to the checkpoint, in the transaction that holds the next one.
    private func advance(
        _ lane: SourceLane,
        from held: Checkpoint,
        to target: Checkpoint,
        _ writer: BatchWriter,
        _ connection: PostgresConnection
    ) async throws {
        var position = held.sequence
        while position < target.sequence {
            guard let feed = feeds[lane.source] else { throw FeedError.unknownSource(lane.source) }
            let limit = Int(min(1_000, target.sequence - position))
            let page = try await feed.page(lane: lane.lane, after: position, limit: limit)
            let events = page.events.map { SourcedEvent(source: lane.source, envelope: $0) }
            guard let last = page.events.last, page.store == target.store else {
                throw RebuildRefusal("the feed of \(lane.source) does not hold what was applied from it")
            }
            var lot = ParkingLot(
                try ParkingTables.decodeStreams(
                    try await connection.query(writer.parking.parkedQuery(page.events.map(\.stream.id)))
                )
            )
            var outcome = BatchWriter.Outcome()
            try await writer.isolate(events, connection, &lot, &outcome)
            if !lot.kept.isEmpty { try await writer.parking.store(lot, in: connection) }
            let step = LaneAdvance(
                from: position,
                to: last.sequence,
                eventID: last.id,
                recordedAt: last.recordedAt,
                store: page.store
            )
            _ = try await connection.query(writer.tables.ensureQuery([lane]))
            _ = try await connection.query(writer.tables.advanceQuery([(lane, step)]))
            position = last.sequence
        }
    }

    private func compareTables(_ next: PostgresConnection, _ current: PostgresConnection) async throws
        -> [TableComparison]
    {
        let tables = try await current.query(
            """
            SELECT tablename::text FROM pg_tables WHERE schemaname = \(schemas.current)
                AND tablename <> ALL (\(Self.bookkeeping)) ORDER BY 1
            """
        ).decode(String.self)
        var comparisons: [TableComparison] = []
        for table in tables {
            let reader = TableReader(table: table)
            comparisons.append(
                try await reader.compare(
                    current: (schemas.current, current),
                    next: (schemas.next, next)
                )
            )
        }
        return comparisons
    }

    private static let bookkeeping = [
        "checkpoints", "offsets", "parked_streams", "parked_events", "skipped_events", "migrations",
    ]
}

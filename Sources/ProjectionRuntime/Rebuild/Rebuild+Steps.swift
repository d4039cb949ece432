import EventSourcing
import EventStreaming
import FoundationEssentials
import PostgresClient

extension Rebuild {
    /// What came of ``start()``.
    package enum Started: Sendable, Equatable {
        /// A next schema is being filled.
        case filling
        /// There was no read model at all: it is made anew under its own name.
        case madeAnew
    }

    /// Makes the next schema, which the shadow runners of all replicas fill from here on.
    package func start() async throws -> Started {
        let state = try await schemas.state(in: database)
        guard state.next == nil else {
            throw RebuildRefusal("a rebuild of \(name) is under way; follow it with status, end it with abandon")
        }
        guard state.current != nil else {
            try await migrate(database, schema: schemas.current, migrations: migrations(schemas.current))
            say("rebuild: the read model is made anew")
            lookAgain()
            return .madeAnew
        }
        guard state.previous == nil else {
            throw RebuildRefusal("the schema before the last switch is still there: finish or roll back first")
        }
        // What an earlier start left behind when it was cut off.
        try await database.execute("DROP SCHEMA IF EXISTS \(raw: schemas.next) CASCADE")
        try await migrate(database, schema: schemas.next, migrations: migrations(schemas.next))
        // What operators decided to leave out stays out.
        try await database.execute(
            "INSERT INTO \(raw: schemas.next).skipped_events SELECT * FROM \(raw: schemas.current).skipped_events"
        )
        try await database.execute("COMMENT ON SCHEMA \(raw: schemas.next) IS '\(raw: RebuildSchemas.mark)'")
        say("rebuild: started")
        ring()
        return .filling
    }

    /// Puts the next schema in the current one's place, as soon as it is at least as far; queries notice nothing.
    ///
    /// - Throws: ``RebuildRefusal`` when the next one does not catch up in time.
    package func switchOver() async throws {
        let (heads, stores) = try await feedHeads()
        guard try await schemas.state(in: database).next != nil else {
            throw RebuildRefusal("no rebuild is under way: nothing to switch to")
        }
        // Most of the way without holding anybody still.
        let tables = BookkeepingTables(schema: schemas.next, projection: projection(schemas.next).name)
        try await database.withConnection { connection in
            try await self.reach(heads, in: tables, connection, within: .seconds(30))
        }
        var attempt = 0
        while true {
            do {
                try await database.withTransaction { try await self.exchange($0, heads: heads, stores: stores) }
                break
            } catch let error where error.postgresError?.sqlState == "55P03" && attempt < 10 {
                // Somebody's batch took longer than our patience: it goes first.
                attempt += 1
                try await Task.sleep(for: .milliseconds(300))
            }
        }
        say("rebuild: switched to the rebuilt read model")
        ring()
        lookAgain()
    }

    /// Turns the schema before the last switch into the next one, which catches up; switching to it goes back.
    package func rollBack() async throws {
        let state = try await schemas.state(in: database)
        guard state.previous != nil else { throw RebuildRefusal("there is nothing to go back to") }
        guard state.next == nil else { throw RebuildRefusal("another rebuild is under way; abandon it first") }
        let names = schemas
        try await database.withTransaction { connection in
            try await connection.executeScript(
                """
                SET LOCAL lock_timeout = '10s';
                ALTER SCHEMA \(names.previous) RENAME TO \(names.next);
                COMMENT ON SCHEMA \(names.next) IS '\(RebuildSchemas.mark)';
                """
            )
        }
        say("rebuild: the read model before the switch catches up")
        ring()
    }

    /// Drops the schema before the last switch.
    package func finish() async throws {
        let state = try await schemas.state(in: database)
        guard state.previous != nil else { throw RebuildRefusal("there is nothing to finish") }
        try await drop(schemas.previous)
        say("rebuild: the read model before the switch was dropped")
        ring()
    }

    /// Drops the next schema.
    package func abandon() async throws {
        let state = try await schemas.state(in: database)
        guard state.next != nil else { throw RebuildRefusal("no rebuild is under way") }
        try await drop(schemas.next)
        say("rebuild: abandoned")
        ring()
    }

    /// A batch takes the tables in another order than dropping them does: whoever is told of the deadlock tries again.
    private func drop(_ schema: String) async throws {
        var attemptsLeft = 5
        while true {
            do {
                return try await database.withTransaction { connection in
                    try await connection.executeScript("SET LOCAL lock_timeout = '30s'; DROP SCHEMA \(schema) CASCADE")
                }
            } catch let error where error.postgresError?.isDeadlock == true && attemptsLeft > 1 {
                attemptsLeft -= 1
            }
        }
    }

    /// What the stores hold at this moment; empty for a source without a feed.
    func feedHeads() async throws -> (heads: [SourceLane: Int64], stores: [String: UUID]) {
        var heads: [SourceLane: Int64] = [:]
        var stores: [String: UUID] = [:]
        for (source, feed) in feeds {
            var lanes: Int16 = 1
            var number: Int16 = 0
            while number < lanes {
                let page = try await feed.page(lane: Lane(number), after: .max, limit: 1)
                lanes = Int16(clamping: page.lanes)
                stores[source] = page.store
                heads[SourceLane(source: source, lane: Lane(number))] = page.head
                number += 1
            }
        }
        return (heads, stores)
    }

    /// Holds the current one still, waits until the next one has come as far, and exchanges the names.
    ///
    /// The locks let nobody write under a name that is about to mean other tables: a batch takes rows of these tables
    /// first and in this order, a release takes the parked stream's row. Readers are not held up.
    private func exchange(
        _ connection: PostgresConnection,
        heads: [SourceLane: Int64],
        stores: [String: UUID]
    ) async throws {
        let names = schemas
        try await connection.executeScript(
            """
            SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '30s';
            SELECT pg_advisory_xact_lock(hashtextextended('bina rebuild \(names.current)', 0));
            """
        )
        let state = try await schemas.state(in: database)
        guard state.next != nil else { throw RebuildRefusal("no rebuild is under way: nothing to switch to") }
        guard state.previous == nil else {
            throw RebuildRefusal("the schema before the last switch is still there: finish it first")
        }
        try await lock(names.current, connection)
        let tables = BookkeepingTables(schema: names.next, projection: projection(names.next).name)
        let current = try await BookkeepingTables(schema: names.current, projection: tables.projection)
            .checkpoints(in: connection)
        var needed = heads
        // Of another store nothing is comparable: then what the store holds now decides.
        for (lane, checkpoint) in current where stores[lane.source] == nil || stores[lane.source] == checkpoint.store {
            needed[lane] = max(checkpoint.sequence, heads[lane] ?? 0)
        }
        try await reach(needed, in: tables, connection, within: .seconds(3))
        try await lock(names.next, connection)
        let isSameStore = current.allSatisfy { lane, checkpoint in
            guard let found = stores[lane.source], let known = checkpoint.store else { return true }
            return found == known
        }
        try await carryOffsets(isSameStore: isSameStore, connection)
        try await connection.executeScript(
            """
            ALTER SCHEMA \(names.current) RENAME TO \(names.previous);
            ALTER SCHEMA \(names.next) RENAME TO \(names.current);
            COMMENT ON SCHEMA \(names.current) IS NULL;
            """
        )
    }

    private func lock(_ schema: String, _ connection: PostgresConnection) async throws {
        try await connection.executeScript(
            "LOCK TABLE \(schema).offsets, \(schema).checkpoints, \(schema).parked_streams IN EXCLUSIVE MODE"
        )
    }

    private func reach(
        _ needed: [SourceLane: Int64],
        in tables: BookkeepingTables,
        _ connection: PostgresConnection,
        within limit: Duration
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while true {
            let reached = try await tables.checkpoints(in: connection)
            let missing = needed.reduce(0) { $0 + max(0, $1.value - (reached[$1.key]?.sequence ?? 0)) }
            if missing == 0 { return }
            guard ContinuousClock.now < deadline else {
                throw RebuildRefusal("the rebuilt read model is \(missing) events behind: wait until it has caught up")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The runner of the current name goes on reading where it is.
    ///
    /// When it had stopped, since its store was replaced, it goes on where the shadow is, as a new owner.
    private func carryOffsets(isSameStore: Bool, _ connection: PostgresConnection) async throws {
        let names = schemas
        if isSameStore {
            try await connection.executeScript(
                """
                DELETE FROM \(names.next).offsets;
                INSERT INTO \(names.next).offsets SELECT * FROM \(names.current).offsets;
                """
            )
        } else {
            try await connection.executeScript(
                """
                UPDATE \(names.next).offsets n SET owner_epoch = greatest(n.owner_epoch, (
                    SELECT coalesce(max(c.owner_epoch), 0) FROM \(names.current).offsets c
                )) + 1
                """
            )
        }
    }
}

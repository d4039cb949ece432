import EventSourcing
import EventStorePostgres
import EventStreaming
import FoundationEssentials
import KafkaClient
import PostgresClient
import ProjectionRuntime
import Synchronization
import TestSupport
import Testing

/// A read model made anew beside the one that is read.
@Suite(.timeLimit(.minutes(2)))
struct RebuildTests {
    @Test func `under load it switches and goes back, and no query fails or sees less`() async throws {
        try await withHouse { house in
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 3) }
            let runner = house.runner(SwitchBoard(source: house.service))
            let rebuild = house.rebuild { runner.lookAgain() }
            try await withHouseBusy(house, runner, rebuild) {
                try await soon("begun") { try await house.progress().checkpointed > 60 }
                #expect(try await rebuild.start() == .filling)
                await #expect(throws: RebuildRefusal.self) { try await rebuild.start() }
                try await soon("caught up") { try await rebuild.status().isCaughtUp }
                #expect(try await rebuild.compare().map(\.isEqual) == [true, true])
                try await rebuild.switchOver()
                let after = try await house.progress().stored
                try await soon("the runner goes on in the new tables") {
                    try await house.progress().checkpointed > after
                }
                try await rebuild.rollBack()
                try await soon("caught up") { try await rebuild.status().isCaughtUp }
                #expect(try await rebuild.compare().map(\.isEqual) == [true, true])
                try await rebuild.switchOver()
                try await rebuild.finish()
                await #expect(throws: RebuildRefusal.self) { try await rebuild.finish() }
            }
            try await house.expectBoardEqualsStore()
            // A restart finds its migrations as they were.
            let applied = try await migrate(house.client, schema: "board", migrations: House.migrations("board"))
            #expect(applied.isEmpty)
        }
    }

    @Test func `a comparison names the rows that differ`() async throws {
        try await withHouse { house in
            let (kept, lost, wrong) = (try house.newStream(), try house.newStream(), try house.newStream())
            for stream in [kept, lost, wrong] { try await house.turn(stream, times: 2) }
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service))
            let rebuild = house.rebuild { runner.lookAgain() }
            let keeper = Task { await rebuild.run() }
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                try await house.client.execute("DELETE FROM board.switches WHERE stream_id = \(lost.id)")
                try await house.client.execute("UPDATE board.switches SET turns = 9 WHERE stream_id = \(wrong.id)")
                _ = try await rebuild.start()
                try await soon("caught up") { try await rebuild.status().isCaughtUp }
                let tables = try await rebuild.compare()
                let switches = try #require(tables.first { $0.table == "switches" })
                #expect(switches.onlyInNext == [lost.id.uuidString.lowercased()])
                #expect(switches.different == [wrong.id.uuidString.lowercased()])
                #expect(tables.first { $0.table == "seen" }?.isEqual == true)
                try await rebuild.abandon()
            }
            keeper.cancel()
            await keeper.value
        }
    }

    /// Whoever waits longest is told of the deadlock: the one who drops.
    @Test(arguments: [("seen", "offsets"), ("offsets", "seen")])
    func `a rebuild is abandoned although a batch holds its tables`(_ first: String, _ second: String) async throws {
        try await withHouse { house in
            let rebuild = house.rebuild {}
            _ = try await rebuild.start()
            let batch = try await PostgresConnection.connect(house.database)
            try await batch.executeScript("BEGIN; LOCK TABLE board_next.\(first) IN ROW EXCLUSIVE MODE")
            async let abandoned: Void = rebuild.abandon()
            try await soon("waits") {
                // Of this test's database alone: other tests have locks of their own to wait for.
                try await house.client.query(
                    """
                    SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                    WHERE NOT l.granted AND d.datname = current_database()
                    """
                ).count == 1
            }
            do {
                try await batch.executeScript("LOCK TABLE board_next.\(second) IN ROW EXCLUSIVE MODE; COMMIT")
            } catch let error as PostgresError where error.sqlState == "40P01" {
                // On a slow machine the batch may be the one that is told, as in a service.
                try await batch.executeScript("ROLLBACK")
            }
            try await abandoned
            await batch.close()
            #expect(try await rebuild.status().next == nil)
        }
    }

    @Test func `a read model that was dropped while it runs is made anew in its place`() async throws {
        try await withHouse { house in
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service)) { $0.firstPause = .milliseconds(20) }
            let rebuild = house.rebuild { runner.lookAgain() }
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                try await house.client.execute("DROP SCHEMA board CASCADE")
                try await house.turn(try house.newStream())
                try await house.relayAll()
                try await soon("stalled") { !runner.status().isReady }
                #expect(try await rebuild.start() == .madeAnew)
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("ready") { runner.status().isReady }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `positions in tables that are gone are forgotten`() async throws {
        try await withHouse { house in
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service)) { settings in
                settings.firstPause = .milliseconds(20)
                settings.retakeDelay = .seconds(600)
            }
            let rebuild = house.rebuild { runner.lookAgain() }
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                // The rows come before what the runner says of them.
                try await soon("told") { runner.status().lanes.contains { $0.value.position > 0 } }
                let (lane, state) = try #require(runner.status().lanes.first { $0.value.position > 0 })
                let token = ReadToken(source: lane.source, lane: lane.lane, sequence: state.position)
                #expect(try await runner.checkpoints.waitUntil(reached: token, within: .zero))
                // Nothing to fill the new tables with.
                try await house.client.execute("TRUNCATE light.events, light.commands")
                try await house.client.execute("DROP SCHEMA board CASCADE")
                #expect(try await rebuild.start() == .madeAnew)
                try await soon("forgotten") { runner.status().lanes.values.allSatisfy { $0.position == 0 } }
                #expect(try await !runner.checkpoints.waitUntil(reached: token, within: .milliseconds(200)))
            }
        }
    }

    @Test func `an event that was skipped stays skipped`() async throws {
        try await withHouse { house in
            let sick = try house.newStream()
            try await house.append(
                [EncodedEvent(id: UUID(), type: "light.turned.v1", payload: Array("{}".utf8), occurredAt: .now)],
                to: sick
            )
            try await house.turn(sick, times: 2)
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service))
            let rebuild = house.rebuild { runner.lookAgain() }
            let keeper = Task { await rebuild.run() }
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                let parked = try #require(try await runner.parked.list().first).id
                #expect(try await runner.parked.skip(parked, because: "broken", by: "ani") == .released(events: 2))
                _ = try await rebuild.start()
                try await soon("caught up") { try await rebuild.status().isCaughtUp }
                #expect(try await rebuild.compare().map(\.isEqual) == [true, true])
                #expect(try await rebuild.status().next?.parkedStreams == 0)
            }
            keeper.cancel()
            await keeper.value
        }
    }

    @Test func `a store that went back stops its source, and nothing is applied`() async throws {
        try await withHouse { house in
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            try await withRunning(house.runner(SwitchBoard(source: house.service))) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.client.execute("DELETE FROM light.events WHERE sequence > 1")
            let before = try await house.progress().checkpointed
            let runner = house.runner(SwitchBoard(source: house.service))
            try await withRunning(runner) {
                try await soon("stopped") {
                    runner.status().stoppedSources[house.service]?.contains("restored from a backup") == true
                }
                #expect(!runner.status().isReady)
            }
            #expect(try await house.progress().checkpointed == before)
        }
    }

    @Test func `events of an earlier generation of the store are left out`() async throws {
        try await withHouse { house in
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 2) }
            try await house.relayAll()
            // The store becomes a new generation, with another history.
            let renewed = try await house.store.renew(house.store.identity, projections: [], policies: [])
            try await house.client.execute("TRUNCATE light.events, light.commands")
            let heir = try await house.reopened()
            #expect(heir.store.identity == renewed)
            for _ in 0..<5 { try await heir.turn(try heir.newStream(), times: 3) }
            try await heir.relayAll()
            let runner = heir.runner(SwitchBoard(source: heir.service))
            try await withRunning(runner) {
                try await soon("up to date") { try await heir.isUpToDate() }
                try await soon("old records met") { runner.status().foreignRecords == 20 }
                #expect(runner.status().isReady)
            }
            try await heir.expectBoardEqualsStore()
        }
    }
}

/// Turns switches, relays and reads beside the body.
private func withHouseBusy(
    _ house: House,
    _ runner: ProjectionRunner,
    _ rebuild: Rebuild,
    _ body: () async throws -> Void
) async throws {
    let relay = try Relay(house.store, database: house.database, kafka: house.kafka, partitions: House.partitions)
    let relaying = Task { try await relay.run() }
    let keeper = Task { await rebuild.run() }
    let witness = Witness()
    let writing = Task {
        while !witness.isOver {
            try await house.turn(try house.newStream(), times: 2)
            try await Task.sleep(for: .milliseconds(5))
        }
    }
    let reading = Task {
        var seen: Int64 = 0
        while !witness.isOver {
            do {
                let rows = try await house.client.query("SELECT count(*) FROM board.seen")
                let count = try rows.first?.decode(Int64.self, at: 0) ?? -1
                if count < seen { witness.note("\(count) after \(seen)") }
                seen = count
            } catch {
                witness.note("\(error)")
            }
        }
    }
    let result: Result<Void, any Error>
    do {
        result = .success(
            try await withRunning(runner) {
                try await body()
                witness.end()
                try await writing.value
                try await soon("up to date") { try await house.isUpToDate() }
            }
        )
    } catch {
        result = .failure(error)
    }
    witness.end()
    await reading.value
    _ = await writing.result
    keeper.cancel()
    await keeper.value
    relay.stop()
    _ = await relaying.result
    #expect(witness.failures == [])
    try result.get()
}

extension House {
    static func migrations(_ schema: String) -> [Migration] {
        ProjectionMigrations.bookkeeping(schema: schema) + [SwitchBoard.migration(schema: schema)]
    }

    func rebuild(lookAgain: @escaping @Sendable () -> Void) -> Rebuild {
        let house = self
        return Rebuild(
            "board",
            schema: "board",
            database: client,
            projection: { SwitchBoard(source: house.service, schema: $0) },
            migrations: Self.migrations,
            feeds: [service: store.feed],
            shadow: { schema in
                var settings = ProjectionSettings()
                settings.idleWait = .milliseconds(100)
                settings.groupSuffix = ".next"
                return Rebuild.Shadow(
                    ProjectionRunner(
                        SwitchBoard(source: house.service, schema: schema),
                        schema: schema,
                        database: house.client,
                        kafka: house.kafka,
                        feeds: [house.service: house.store.feed],
                        settings: settings
                    )
                )
            },
            lookAgain: lookAgain
        )
    }

    /// The same store as a process sees it that starts now.
    func reopened() async throws -> House {
        var configuration = EventStoreConfiguration(schema: "light", source: service)
        configuration.lanes = Self.lanes
        return House(
            store: try await PostgresEventStore.open(client, configuration),
            client: client,
            database: database,
            kafka: kafka,
            broker: broker,
            service: service
        )
    }
}

/// What somebody saw who went on reading, until told to end.
private final class Witness: Sendable {
    private let state = Mutex<(isOver: Bool, failures: [String])>((false, []))

    var isOver: Bool { state.withLock { $0.isOver } }
    var failures: [String] { state.withLock { $0.failures } }
    func end() { state.withLock { $0.isOver = true } }
    func note(_ failure: String) { state.withLock { $0.failures.append(failure) } }
}

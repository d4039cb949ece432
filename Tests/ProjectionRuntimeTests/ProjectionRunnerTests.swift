import EventSourcing
import EventStorePostgres
import EventStreaming
import FoundationEssentials
import KafkaClient
import TestSupport
import KafkaClientTesting
import PostgresClient
import ProjectionRuntime
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProjectionRunnerTests {
    @Test func `every event is applied once, and a query can wait for it`() async throws {
        try await withHouse { house in
            for _ in 0..<30 { try await house.turn(try house.newStream(), times: 5) }
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service))
            try await withRunning(runner) {
                let heads = try await house.store.feed.heads()
                for (lane, head) in heads where head > 0 {
                    let token = ReadToken(source: house.service, lane: lane, sequence: head)
                    let isReached = try await runner.checkpoints.waitUntil(reached: token, within: .seconds(20))
                    #expect(isReached)
                }
                let beyond = ReadToken(source: house.service, lane: Lane(0), sequence: 1_000_000)
                let isReached = try await runner.checkpoints.waitUntil(reached: beyond, within: .milliseconds(100))
                #expect(!isReached)
            }
            try await house.expectBoardEqualsStore()
            let status = runner.status()
            #expect(status.applied == 150)
            #expect(status.fromFeed == 0)
            #expect(status.state == .stopped(reason: "shut down"))
        }
    }

    @Test func `repetitions on the topic change nothing`() async throws {
        try await withHouse { house in
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 5) }
            try await house.relayAll()
            try await house.client.execute("DELETE FROM light.relay_marks")
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service))
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("repetitions read") { runner.status().duplicates == 100 }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `events missing on the topic come from the feed, never stepped over`() async throws {
        try await withHouse { house in
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 5) }
            // The relay believes that the first half of each lane is on the bus: it never was.
            try await house.client.execute(
                """
                INSERT INTO light.relay_marks
                SELECT lane, sequence, \(TopicPlan.topic(of: house.service)), 0, -1, event_id FROM light.events e
                WHERE sequence = (SELECT max(sequence) / 2 FROM light.events m WHERE m.lane = e.lane)
                """
            )
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service)) { $0.feedPageSize = 3 }
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.expectBoardEqualsStore()
            #expect(runner.status().gaps > 0)
            #expect(runner.status().fromFeed > 0)
        }
    }

    @Test func `a bus that is silent does not keep events away for ever`() async throws {
        try await withHouse { house in
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 5) }
            let runner = house.runner(SwitchBoard(source: house.service)) { settings in
                settings.feedGrace = .zero
                settings.feedCheckInterval = .milliseconds(200)
            }
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("the status tells it") {
                    runner.status().lanes.values.allSatisfy { $0.head == $0.position }
                }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `a poisonous event parks its stream only, and release applies in order`() async throws {
        try await withHouse { house in
            let board = SwitchBoard(source: house.service)
            board.forbidden.withLock { $0 = ["bad"] }
            let (sick, well) = (try house.newStream(), try house.newStream())
            for stream in [sick, well] { try await house.turn(stream, times: 3) }
            try await house.append(.labelled(.init(label: "bad")), to: sick)
            try await house.append(
                [EncodedEvent(id: UUID(), type: "light.unheard-of.v9", payload: [], occurredAt: .now)],
                to: well
            )
            for stream in [sick, well] { try await house.turn(stream, times: 3) }
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 2) }
            try await house.relayAll()
            let runner = house.runner(board)
            let parked = ParkedStreams(board, schema: "board", database: house.client)
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                let list = try await parked.list()
                #expect(list.map(\.id.stream) == [sick])
                #expect(list.first?.version == 4)
                #expect(list.first?.keptEvents == 4)
                #expect(list.first?.reason.contains("BadLabel") == true)
                // The status follows the commit that the database shows already.
                try await soon("the status tells it") { runner.status().parkedStreams == 1 }
                #expect(runner.status().unknownTypes == ["light.unheard-of.v9": 1])
                #expect(runner.status().isReady)

                // Later events wait behind it, also when released too early.
                try await house.turn(sick)
                try await house.relayAll()
                try await soon("up to date") { try await house.isUpToDate() }
                let early = try await parked.release(try #require(list.first).id)
                #expect(early == .stillAtFault(version: 4, reason: "BadLabel"))
                #expect(try await parked.list().first?.keptEvents == 5)
                board.forbidden.withLock { $0 = [] }
                let outcome = try await parked.release(try #require(list.first).id)
                #expect(outcome == .released(events: 5))
                #expect(try await parked.release(try #require(list.first).id) == .notParked)
                try await house.turn(sick)
                try await house.relayAll()
                try await soon("up to date") { try await house.isUpToDate() }
            }
            let versions = try await house.client.query(
                "SELECT versions FROM board.switches WHERE stream_id = \(sick.id)"
            )
            #expect(try versions.first?.decode([Int64].self, at: 0) == Array(1...9))
        }
    }

    @Test func `an event can be skipped on record`() async throws {
        try await withHouse { house in
            let board = SwitchBoard(source: house.service)
            board.forbidden.withLock { $0 = ["bad"] }
            let sick = try house.newStream()
            try await house.append(.labelled(.init(label: "bad")), to: sick)
            try await house.turn(sick, times: 2)
            try await house.append(
                [EncodedEvent(id: UUID(), type: "light.turned.v1", payload: Array("{}".utf8), occurredAt: .now)],
                to: sick
            )
            try await house.relayAll()
            let parked = ParkedStreams(board, schema: "board", database: house.client)
            try await withRunning(house.runner(board)) {
                try await soon("up to date") { try await house.isUpToDate() }
                let stream = try #require(try await parked.list().first).id
                let outcome = try await parked.skip(stream, because: "the label was a joke", by: "ani")
                // The next one has a body that its type does not promise.
                guard case .parkedAgain(version: 4, _) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(try await parked.skip(stream, because: "nor this", by: "ani") == .released(events: 0))
                #expect(try await parked.list().isEmpty)
            }
            let skipped = try await house.client.query("SELECT count(*) FROM board.skipped_events")
            #expect(try skipped.first?.decode(Int64.self, at: 0) == 2)
        }
    }

    @Test func `starting from zero gives the same rows`() async throws {
        try await withHouse { house in
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            try await withRunning(house.runner(SwitchBoard(source: house.service))) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.expectBoardEqualsStore()
            _ = try await house.client.withConnection { connection in
                try await connection.executeScript(
                    "TRUNCATE board.switches, board.seen, board.checkpoints, board.offsets"
                )
            }
            try await withRunning(house.runner(SwitchBoard(source: house.service))) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `offsets out of range lead to the log's start, and lanes prove the rest`() async throws {
        try await withHouse { house in
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            try await withRunning(house.runner(SwitchBoard(source: house.service))) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.client.execute("UPDATE board.offsets SET next_offset = 1000000")
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service))
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("noticed") { runner.status().offsetsOutOfRange > 0 }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `another store behind the same name stops the source with a reason`() async throws {
        try await withHouse { house in
            for _ in 0..<5 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            try await withRunning(house.runner(SwitchBoard(source: house.service))) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.client.execute("UPDATE board.checkpoints SET store = gen_random_uuid()")
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service))
            try await withRunning(runner) {
                try await soon("stopped") { runner.status().stoppedSources[house.service] != nil }
                #expect(!runner.status().isReady)
                #expect(runner.status().stoppedSources[house.service]?.contains("rebuild") == true)
            }
            let progress = try await house.progress()
            #expect(progress.checkpointed == 15)
        }
    }

    @Test func `a missing table stalls the projection instead of parking everything`() async throws {
        try await withHouse { house in
            for _ in 0..<5 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            try await house.client.execute("ALTER TABLE board.seen RENAME TO unseen")
            let runner = house.runner(SwitchBoard(source: house.service))
            try await withRunning(runner) {
                try await soon("stalled") { if case .stalled = runner.status().state { true } else { false } }
                #expect(!runner.status().isReady)
                try await house.client.execute("ALTER TABLE board.unseen RENAME TO seen")
                try await soon("up to date") { try await house.isUpToDate() }
                #expect(runner.status().isReady)
            }
            try await house.expectBoardEqualsStore()
        }
    }
}

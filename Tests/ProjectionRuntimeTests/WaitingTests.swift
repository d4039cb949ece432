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

/// A service that reads another one must not need it: both may be started in any order.
@Suite(.timeLimit(.minutes(1)))
struct WaitingTests {
    /// A feed whose service can be started later.
    private final class LateFeed: FeedClient {
        struct Away: Error {}

        private let feed: LaneFeed
        private let tellsIdentity: Bool
        private let isOpen = Mutex(false)

        /// - `tellsIdentity`: whether it answers whose feed it is before it is opened.
        init(_ feed: LaneFeed, tellsIdentity: Bool = false) { (self.feed, self.tellsIdentity) = (feed, tellsIdentity) }

        func open() { isOpen.withLock { $0 = true } }

        func page(lane: Lane, after sequence: Int64, limit: Int) async throws -> LanePage {
            guard isOpen.withLock({ $0 }) || tellsIdentity && limit == 1 else { throw Away() }
            return try await feed.page(lane, after: sequence, limit: limit)
        }
    }

    private func eager(_ house: House) -> KafkaConfiguration {
        var kafka = house.kafka
        kafka.properties["topic.metadata.refresh.interval.ms"] = "200"
        return kafka
    }

    private func isWaiting(_ runner: ProjectionRunner, for words: String) -> Bool {
        if case .waiting(let reason) = runner.status().state { reason.contains(words) } else { false }
    }

    /// The embedded broker makes every topic that anybody asks for.
    @Test(.enabled(if: realBootstrapServers != nil))
    func `a source whose topic is not there is waited for, and read when it appears`() async throws {
        try await withHouse(hasTopic: false) { house in
            let runner = house.runner(SwitchBoard(source: house.service), kafka: eager(house)) { settings in
                settings.topicInterval = .milliseconds(200)
            }
            try await withRunning(runner) {
                try await soon("waits for the topic") { isWaiting(runner, for: "no topic") }
                #expect(runner.status().missingTopics == [TopicPlan.topic(of: house.service)])
                #expect(runner.status().isReady)
                for _ in 0..<5 { try await house.turn(try house.newStream(), times: 3) }
                try await house.relayAll()
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("runs") { runner.status().state == .running && !runner.status().isWaiting }
            }
            try await house.expectBoardEqualsStore()
            #expect(runner.status().fromFeed == 0)
        }
    }

    @Test func `a source whose feed is not there is waited for, and read when it answers`() async throws {
        try await withHouse { house in
            for _ in 0..<5 { try await house.turn(try house.newStream(), times: 3) }
            try await house.relayAll()
            // Whose records these are, only the feed can say.
            let feed = LateFeed(house.store.feed)
            let runner = house.runner(SwitchBoard(source: house.service), feeds: [house.service: feed]) { settings in
                settings.longestPause = .milliseconds(200)
            }
            try await withRunning(runner) {
                try await soon("waits for the feed") { isWaiting(runner, for: "the feed of") }
                #expect(runner.status().isReady)
                #expect(runner.status().applied == 0)
                feed.open()
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("runs") { runner.status().state == .running && !runner.status().isWaiting }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `a gap is waited for while the feed is away`() async throws {
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
            let feed = LateFeed(house.store.feed, tellsIdentity: true)
            let runner = house.runner(SwitchBoard(source: house.service), feeds: [house.service: feed]) { settings in
                settings.longestPause = .milliseconds(200)
            }
            try await withRunning(runner) {
                try await soon("waits for the feed") { isWaiting(runner, for: "the feed of") }
                #expect(runner.status().gaps > 0)
                #expect(runner.status().isReady)
                feed.open()
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("runs") { runner.status().state == .running }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test(.enabled(if: realBootstrapServers != nil))
    func `who waits for a topic ends when asked to`() async throws {
        try await withHouse(hasTopic: false) { house in
            let runner = house.runner(SwitchBoard(source: house.service), feeds: [:]) { settings in
                settings.topicInterval = .milliseconds(200)
            }
            try await withRunning(runner) {
                try await soon("waits for the topic") { isWaiting(runner, for: "no topic") }
            }
            #expect(runner.status().state == .stopped(reason: "shut down"))
        }
    }
}

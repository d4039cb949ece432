import EventSourcing
import EventStorePostgres
import EventStreaming
import FoundationEssentials
import KafkaClient
import TestSupport
import KafkaClientTesting
import PostgresClient
import ProjectionRuntime
import Testing

/// What other processes, networks and operators do to a projection.
@Suite(.timeLimit(.minutes(2)))
struct ProjectionTroubleTests {
    /// Full batches are read ahead while the one before is applied.
    @Test(arguments: [5, 5_000])
    func `two runners share the partitions while they come and go under load`(maximumRecords: Int) async throws {
        try await withHouse { house in
            let relay = try Relay(
                house.store,
                database: house.database,
                kafka: house.kafka,
                partitions: House.partitions
            )
            let relaying = Task { try await relay.run() }
            let steady = house.runner(SwitchBoard(source: house.service)) { $0.maximumRecords = maximumRecords }
            let writing = Task {
                for _ in 0..<60 {
                    try await house.turn(try house.newStream(), times: 5)
                    try await Task.sleep(for: .milliseconds(40))
                }
            }
            try await withRunning(steady) {
                for _ in 0..<2 {
                    let visitor = house.runner(SwitchBoard(source: house.service, applyDelay: .milliseconds(5))) {
                        $0.maximumRecords = maximumRecords
                    }
                    try await withRunning(visitor) {
                        try await soon("shared") {
                            visitor.status().partitions > 0 && steady.status().partitions > 0
                        }
                    }
                    // Or the next one comes before anybody knows that this one left.
                    try await soon("alone again") { steady.status().partitions == House.partitions }
                }
                try await writing.value
                try await soon("up to date") { try await house.isUpToDate() }
                #expect(steady.status().rebalances > 1)
            }
            relay.stop()
            try await relaying.value
            try await house.expectBoardEqualsStore()
        }
    }

    @Test(arguments: [8, 5_000])
    func `a zombie's batch is fenced`(maximumRecords: Int) async throws {
        try await withHouse { house in
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 5) }
            try await house.relayAll()
            let slow = house.runner(SwitchBoard(source: house.service, applyDelay: .milliseconds(300))) {
                $0.maximumRecords = maximumRecords
            }
            try await withRunning(slow) {
                try await soon("assigned") { slow.status().partitions == House.partitions }
                // A successor that Kafka does not know of takes every partition over, again and again.
                for _ in 0..<3 {
                    try await house.client.execute("UPDATE board.offsets SET owner_epoch = owner_epoch + 1")
                    for _ in 0..<3 { try await house.turn(try house.newStream(), times: 2) }
                    try await house.relayAll()
                    try await soon("fenced") { slow.status().fenceRejections > 0 }
                }
                // Since Kafka goes on naming us, we take them back.
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    /// Of two replicas, each has one of these partitions.
    @Test(arguments: [0, House.partitions - 1])
    func `a replica whose failing batch became another's is ready again`(partition: Int) async throws {
        try await withHouse { house in
            var stream = try house.newStream()
            while Int(house.store.lane(of: stream).number) % House.partitions != partition {
                stream = try house.newStream()
            }
            let first = house.runner(SwitchBoard(source: house.service)) { $0.firstPause = .milliseconds(20) }
            let second = house.runner(SwitchBoard(source: house.service)) { $0.firstPause = .milliseconds(20) }
            try await withRunning(first) {
                try await soon("assigned") { first.status().partitions == House.partitions }
                try await house.client.execute("ALTER TABLE board.switches RENAME TO elsewhere")
                try await house.turn(stream)
                try await house.relayAll()
                try await soon("stalled") { !first.status().isReady }
                try await withRunning(second) {
                    try await soon("shared") {
                        first.status().partitions > 0 && second.status().partitions > 0
                    }
                    try await soon("one of them is stalled") { first.status().isReady != second.status().isReady }
                    try await house.client.execute("ALTER TABLE board.elsewhere RENAME TO switches")
                    try await soon("both are well") { first.status().isReady && second.status().isReady }
                    try await soon("up to date") { try await house.isUpToDate() }
                }
            }
        }
    }

    @Test func `connections terminated in the middle of batches lose and double nothing`() async throws {
        try await withHouse { house in
            for _ in 0..<40 { try await house.turn(try house.newStream(), times: 5) }
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service, applyDelay: .milliseconds(20))) { settings in
                settings.maximumRecords = 20
                settings.firstPause = .milliseconds(20)
            }
            try await withRunning(runner) {
                try await soon("begun") { runner.status().applied > 0 }
                for _ in 0..<5 {
                    _ = try await house.client.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                            AND xact_start IS NOT NULL
                        """
                    )
                    try await Task.sleep(for: .milliseconds(60))
                }
                try await soon("up to date") { try await house.isUpToDate() }
                #expect(runner.status().failures > 0)
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil))
    func `a bus that is away does not keep the feeds from being read`() async throws {
        try await withHouse { house in
            try await house.turn(try house.newStream(), times: 5)
            try await house.relayAll()
            let runner = house.runner(SwitchBoard(source: house.service)) { settings in
                settings.feedCheckInterval = .milliseconds(200)
                settings.feedGrace = .zero
            }
            try await withRunning(runner) {
                try await soon("up to date by the bus") { try await house.isUpToDate() }
                #expect(runner.status().offsetLag == 0)
                let broker = try #require(house.broker)
                try broker.setBrokerDown()
                for _ in 0..<5 { try await house.turn(try house.newStream(), times: 5) }
                try await soon("up to date by the feed", within: .seconds(20)) { try await house.isUpToDate() }
                try await soon("told") { runner.status().fromFeed >= 25 }
                try broker.setBrokerUp()
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `a loop that hangs is seen as stalled, and as running when it goes on`() async throws {
        try await withHouse { house in
            let runner = house.runner(SwitchBoard(source: house.service, applyDelay: .seconds(3))) { settings in
                settings.longestSilence = .seconds(1)
            }
            try await withRunning(runner) {
                try await soon("runs") { runner.status().isReady }
                try await house.turn(try house.newStream())
                try await house.relayAll()
                try await soon("stalls") {
                    guard case .stalled(let reason) = runner.status().state else { return false }
                    return reason.contains("nothing was done")
                }
                try await soon("goes on") { runner.status().isReady }
                #expect(runner.status().applied == 1)
            }
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil))
    func `a fresh empty broker and a refilling relay change nothing that was applied`() async throws {
        try await withHouse { house in
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 5) }
            try await house.relayAll()
            try await withRunning(house.runner(SwitchBoard(source: house.service))) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            let fresh = try EmbeddedBroker()
            defer { fresh.close() }
            try fresh.createTopic(TopicPlan.topic(of: house.service), partitions: Int32(House.partitions))
            let kafka = KafkaConfiguration(bootstrapServers: fresh.bootstrapServers)
            let moved = House(
                store: house.store,
                client: house.client,
                database: house.database,
                kafka: kafka,
                broker: fresh,
                service: house.service
            )
            for _ in 0..<10 { try await moved.turn(try moved.newStream(), times: 5) }
            try await moved.relayAll()
            // A lane may have its last event at an offset that was passed on the old bus: only the feed shows it.
            let runner = moved.runner(SwitchBoard(source: house.service)) { settings in
                settings.feedCheckInterval = .milliseconds(500)
                settings.feedGrace = .zero
            }
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
            }
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `a mirrored topic beside the original is one source`() async throws {
        try await withHouse { house in
            let alias = "barat.\(TopicPlan.topic(of: house.service))"
            try await createTestTopic(
                alias,
                partitions: Int32(House.partitions),
                on: house.kafka.bootstrapServers,
                house.broker
            )
            for _ in 0..<10 { try await house.turn(try house.newStream(), times: 5) }
            try await house.relayAll()
            let plan = try TopicPlan(service: house.service, lanes: House.lanes, partitions: House.partitions)
            let codec = EventRecordCodec(service: house.service, store: house.store.identity, plan: plan)
            let producer = try KafkaProducer(house.kafka)
            for number in 0..<Int16(House.lanes) {
                let page = try await house.store.feed.page(Lane(number), after: 0, limit: 1_000)
                for event in page.events {
                    var record = codec.record(of: event)
                    record.topic = alias
                    _ = try await producer.send(record)
                }
            }
            await producer.close(within: .seconds(5))
            let runner = house.runner(SwitchBoard(source: house.service)) { $0.topicAliases = [alias] }
            try await withRunning(runner) {
                try await soon("both read") { runner.status().applied + runner.status().duplicates == 100 }
            }
            try await house.expectBoardEqualsStore()
            #expect(runner.status().applied == 50)
        }
    }

    @Test func `records that are no events are skipped and counted`() async throws {
        try await withHouse { house in
            let producer = try KafkaProducer(house.kafka)
            let topic = TopicPlan.topic(of: house.service)
            _ = try await producer.send(KafkaRecord(topic: topic, partition: 0, key: nil, value: nil))
            _ = try await producer.send(KafkaRecord(topic: topic, partition: 1, key: [1], value: [2]))
            for _ in 0..<5 { try await house.turn(try house.newStream(), times: 2) }
            try await house.relayAll()
            _ = try await producer.send(KafkaRecord(topic: topic, partition: 0, key: [255], value: nil))
            await producer.close(within: .seconds(5))
            let runner = house.runner(SwitchBoard(source: house.service))
            try await withRunning(runner) {
                try await soon("up to date") { try await house.isUpToDate() }
                try await soon("counted") { runner.status().malformedRecords == 3 }
            }
            try await house.expectBoardEqualsStore()
        }
    }
}

import EventSourcing
import EventStreaming
import FoundationEssentials
import KafkaClient
import TestSupport
import KafkaClientTesting
import PostgresClient
import Testing

/// Order and completeness on the topic, as consumers need it.
func expectInOrder(_ events: [ReceivedEvent], sourceLocation: SourceLocation = #_sourceLocation) {
    var next: [Lane: Int64] = [:]
    for event in events {
        let expected = next[event.envelope.lane] ?? 1
        // Equal or lower is a repetition; higher would be a hole.
        #expect(event.envelope.sequence <= expected, sourceLocation: sourceLocation)
        next[event.envelope.lane] = max(expected, event.envelope.sequence + 1)
    }
}

func distinct(_ events: [ReceivedEvent]) -> Int { Set(events.map(\.envelope.id)).count }

@Suite(.timeLimit(.minutes(1)))
struct RelayTests {
    @Test func `many writers, every event once and in order of its stream`() async throws {
        try await withStage { stage in
            let relay = try stage.relay()
            try await withRunning(relay) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<32 {
                        group.addTask {
                            let stream = try stage.newStream()
                            for _ in 0..<25 { try await stage.append(to: stream) }
                        }
                    }
                    try await group.waitForAll()
                }
                try await soon("relayed") { try await stage.isRelayed() }
            }
            let events = try await stage.records()
            #expect(events.count == 800)
            #expect(distinct(events) == 800)
            expectInOrder(events)
            for (_, stream) in Dictionary(grouping: events, by: \.envelope.stream) {
                #expect(stream.map(\.envelope.version) == Array(1...25))
            }
            #expect(relay.metrics().delivered == 800)
        }
    }

    @Test func `reads a large backlog in parts, each lane in its turn`() async throws {
        try await withStage { stage in
            for _ in 0..<40 { try await stage.append(to: try stage.newStream(), count: 25) }
            let relay = try stage.relay {
                $0.readBytes = 3_000
                $0.pageEvents = 50
            }
            try await withRunning(relay) {
                try await soon("relayed") { try await stage.isRelayed() }
            }
            let events = try await stage.records()
            #expect(events.count == 1_000)
            #expect(distinct(events) == 1_000)
            expectInOrder(events)
        }
    }

    @Test func `a store that went back sends nothing, though it has given the lost sequences away`() async throws {
        try await withStage { stage in
            for _ in 0..<20 { try await stage.append(to: try stage.newStream(), count: 2) }
            try await withRunning(try stage.relay()) { try await soon("relayed") { try await stage.isRelayed() } }
            try await stage.client.execute("CREATE TABLE light.old_events AS SELECT * FROM light.events")
            try await stage.client.execute("CREATE TABLE light.old_marks AS SELECT * FROM light.relay_marks")
            for _ in 0..<20 { try await stage.append(to: try stage.newStream(), count: 2) }
            try await withRunning(try stage.relay()) { try await soon("relayed") { try await stage.isRelayed() } }
            let sent = try await stage.records()

            try await stage.client.execute("TRUNCATE light.events, light.relay_marks")
            try await stage.client.execute("INSERT INTO light.events SELECT * FROM light.old_events")
            try await stage.client.execute("INSERT INTO light.relay_marks SELECT * FROM light.old_marks")
            for _ in 0..<40 { try await stage.append(to: try stage.newStream(), count: 2) }
            let relay = try stage.relay()
            try await withRunning(relay) {
                try await soon("recognised") { relay.metrics().isStoreRestored }
                let lost = try await relay.examine(listing: 10)
                #expect(lost.count == 40)
                #expect(lost.events.count == 10)
            }
            #expect(try await stage.records() == sent)
        }
    }

    @Test func `a mark that was lost after the acknowledgement costs repetitions, nothing else`() async throws {
        try await withStage { stage in
            let relay = try stage.relay()
            try await withRunning(relay) {
                for _ in 0..<20 { try await stage.append(to: try stage.newStream(), count: 5) }
                try await soon("relayed") { try await stage.isRelayed() }
            }
            try await stage.client.execute("CREATE TABLE light.earlier AS SELECT * FROM light.relay_marks")
            for _ in 0..<20 { try await stage.append(to: try stage.newStream(), count: 5) }
            try await withRunning(try stage.relay()) {
                try await soon("relayed") { try await stage.isRelayed() }
            }
            _ = try await stage.client.withTransaction { connection in
                try await connection.executeScript(
                    "DELETE FROM light.relay_marks; INSERT INTO light.relay_marks SELECT * FROM light.earlier"
                )
            }
            let successor = try stage.relay()
            try await withRunning(successor) { try await soon("relayed") { try await stage.isRelayed() } }
            #expect(successor.metrics().refills == 0)
            let events = try await stage.records()
            #expect(events.count > 200)
            #expect(distinct(events) == 200)
            expectInOrder(events)
        }
    }

    @Test func `two replicas share the lanes, and one takes over from the other`() async throws {
        try await withStage { stage in
            let (first, second) = (try stage.relay(), try stage.relay())
            let zombie = Task { try await first.run() }
            try await withRunning(second) {
                try await soon("shared") { first.metrics().lanesOwned == 8 && second.metrics().lanesOwned == 8 }
                for _ in 0..<20 { try await stage.append(to: try stage.newStream(), count: 3) }
                try await soon("relayed") { try await stage.isRelayed() }
                #expect(first.metrics().delivered + second.metrics().delivered == 60)
                zombie.cancel()
                try await soon("seen in the metrics") { second.metrics().lanesOwned == 16 }
                for _ in 0..<20 { try await stage.append(to: try stage.newStream(), count: 3) }
                try await soon("relayed") { try await stage.isRelayed() }
            }
            _ = await zombie.result
            let events = try await stage.records()
            #expect(distinct(events) == 120)
            expectInOrder(events)
        }
    }

    @Test func `a terminated connection loses the lanes and gets them back`() async throws {
        try await withStage { stage in
            let relay = try stage.relay()
            try await withRunning(relay) {
                try await soon("owning") { relay.metrics().lanesOwned == 16 }
                for _ in 0..<5 {
                    for _ in 0..<10 { try await stage.append(to: try stage.newStream()) }
                    _ = try await stage.client.query(
                        """
                        SELECT pg_terminate_backend(l.pid) FROM pg_locks l
                        WHERE l.locktype = 'advisory' AND l.objid::bigint = 2147483647
                            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """
                    )
                }
                try await soon("relayed") { try await stage.isRelayed() }
            }
            #expect(relay.metrics().sessions > 1)
            let events = try await stage.records()
            #expect(distinct(events) == 50)
            expectInOrder(events)
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil))
    func `failing answers of the broker change neither order nor completeness`() async throws {
        try await withStage { stage in
            let broker = try #require(stage.broker)
            // The embedded broker does not check the producer's sequence numbers, so that a batch behind a refused one
            // would be taken out of turn: one request at a time, as Apache Kafka enforces it by itself.
            var kafka = stage.kafka
            kafka.properties["max.in.flight.requests.per.connection"] = "1"
            let relay = try stage.relay(kafka: kafka)
            try await withRunning(relay) {
                for round in 0..<4 {
                    // NOT_LEADER, NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT, a broken connection.
                    let codes: [Int32] = [[6, 19], [7, 6], [-195], [19, 19, 7]][round]
                    broker.pushErrors(.produce, codes.map { KafkaErrorCode(rawValue: $0) })
                    for _ in 0..<10 { try await stage.append(to: try stage.newStream(), count: 5) }
                }
                try await soon("relayed") { try await stage.isRelayed() }
            }
            let events = try await stage.records()
            #expect(distinct(events) == 200)
            expectInOrder(events)
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil))
    func `a refused record stops its lane, which goes on from there`() async throws {
        try await withStage { stage in
            let broker = try #require(stage.broker)
            let relay = try stage.relay { $0.firstPause = .milliseconds(50) }
            try await withRunning(relay) {
                // TOPIC_AUTHORIZATION_FAILED is not retried by the client.
                broker.pushErrors(.produce, [.topicAuthorizationFailed, .topicAuthorizationFailed])
                for _ in 0..<30 { try await stage.append(to: try stage.newStream(), count: 5) }
                try await soon("relayed") { try await stage.isRelayed() }
                #expect(relay.metrics().failures > 0)
            }
            #expect(distinct(try await stage.records()) == 150)
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil))
    func `an empty broker is filled from the store`() async throws {
        try await withStage { stage in
            for _ in 0..<20 { try await stage.append(to: try stage.newStream(), count: 5) }
            try await withRunning(try stage.relay()) {
                try await soon("relayed") { try await stage.isRelayed() }
            }
            let fresh = try EmbeddedBroker()
            defer { fresh.close() }
            try fresh.createTopic(TopicPlan.topic(of: stage.service), partitions: 8)
            let kafka = KafkaConfiguration(bootstrapServers: fresh.bootstrapServers)
            let relay = try stage.relay(kafka: kafka)
            try await withRunning(relay) {
                try await stage.append(to: try stage.newStream(), count: 5)
                try await soon("seen in the metrics") { relay.metrics().refills == 1 && relay.metrics().backlog == 0 }
                try await soon("relayed") { try await stage.isRelayed() }
            }
            let events = try await stage.records(on: kafka)
            #expect(distinct(events) == 105)
            expectInOrder(events)
            #expect(relay.metrics().refills == 1)
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil))
    func `a partition that gets no answer keeps nobody else waiting`() async throws {
        try await withStage { stage in
            let cluster = try EmbeddedBroker(brokers: 2)
            defer { cluster.close() }
            let topic = TopicPlan.topic(of: stage.service)
            try cluster.createTopic(topic, partitions: 8)
            for number in Int32(0)..<8 {
                try cluster.setLeader(of: KafkaPartition(topic: topic, number: number), to: number == 3 ? 2 : 1)
            }
            var kafka = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers)
            // A part of what the partition without a leader has to get.
            kafka.properties["queue.buffering.max.kbytes"] = "1024"
            let relay = try stage.relay({ $0.readBytes = 256 << 10 }, kafka: kafka)
            try await withRunning(relay) {
                for _ in 0..<40 { try await stage.append(to: try stage.newStream()) }
                try await soon("relayed") { try await stage.isRelayed() }
                try cluster.setBrokerDown(2)
                for _ in 0..<160 { try await stage.append(to: try stage.newStream(), count: 8, padding: 20_000) }
                try await soon("every other partition has its events") {
                    try await stage.client.query(
                        """
                        SELECT 1 FROM light.events e LEFT JOIN light.relay_marks m ON m.lane = e.lane
                        WHERE e.sequence > coalesce(m.sequence, 0) AND e.lane % 8 <> 3 LIMIT 1
                        """
                    ).count == 0
                }
                #expect(relay.metrics().backlog > 0)
                try cluster.setBrokerUp(2)
                try await soon("all of them") { try await stage.isRelayed() }
            }
        }
    }

    /// The embedded broker cannot delete a topic.
    @Test(.enabled(if: realBootstrapServers != nil))
    func `a topic that is deleted under a running relay is made again as it was, and filled`() async throws {
        try await withStage { stage in
            let relay = try stage.relay()
            try await withRunning(relay) {
                for _ in 0..<40 { try await stage.append(to: try stage.newStream()) }
                try await soon("relayed") { try await stage.isRelayed() }
                let admin = try KafkaAdmin(stage.kafka)
                defer { admin.close() }
                let topic = TopicPlan.topic(of: stage.service)
                try await admin.deleteTopics([topic])
                try await soon("gone") { try await admin.describe().partitions[topic] == nil }
                for _ in 0..<40 { try await stage.append(to: try stage.newStream()) }
                try await soon("made again", within: .seconds(50)) {
                    try await admin.describe().partitions[topic] == Int32(stage.partitions)
                }
                try await soon("filled", within: .seconds(50)) { distinct(try await stage.records()) == 80 }
            }
            expectInOrder(try await stage.records())
        }
    }

    @Test func `a relay that hangs says so, until it goes on`() async throws {
        try await withStage { stage in
            let relay = try stage.relay { $0.longestSilence = .seconds(1) }
            let running = Task { try await relay.run() }
            try await soon("runs") { relay.metrics().lanesOwned == 16 }
            let stranger = try await PostgresConnection.connect(stage.database)
            try await stranger.executeScript("BEGIN; LOCK TABLE light.relay_marks IN ACCESS EXCLUSIVE MODE")
            try await stage.append(to: try stage.newStream())
            try await soon("hangs") { relay.metrics().trouble?.contains("nothing was done") == true }
            try await stranger.executeScript("COMMIT")
            await stranger.close()
            try await soon("goes on") { try await stage.isRelayed() && relay.metrics().trouble == nil }
            relay.stop()
            try await running.value
        }
    }

    @Test func `a stop delivers and marks what is on its way`() async throws {
        try await withStage { stage in
            let relay = try stage.relay { $0.markInterval = .seconds(30) }
            for _ in 0..<50 { try await stage.append(to: try stage.newStream(), count: 10) }
            try await withRunning(relay) {
                try await soon("seen in the metrics") { relay.metrics().delivered > 0 }
            }
            let marked = try await stage.client.query("SELECT sum(sequence)::bigint FROM \"light\".relay_marks")
            #expect(try marked.first?.decode(Int64.self, at: 0) == Int64(relay.metrics().delivered))
        }
    }
}

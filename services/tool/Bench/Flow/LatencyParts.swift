import EventStreaming
import FoundationEssentials
import KafkaClient
import PostgresClient

/// The unavoidable parts of the way from a command to its read model, each by itself: a record through the broker, and
/// a commit.
struct LatencyParts: Sendable {
    /// Milliseconds.
    struct Times: Sendable {
        var bus: [Double] = []
        var commit: [Double] = []

        var median: Double { (bus.quantile(0.5) ?? 0) + (commit.quantile(0.5) ?? 0) }
        var legible: String {
            let (bus, commit) = (bus.quantile(0.5) ?? 0, commit.quantile(0.5) ?? 0)
            return "broker \(bus.legible) ms, commit \(commit.legible) ms"
        }
        var slow: Double { (bus.quantile(0.99) ?? 0) + (commit.quantile(0.99) ?? 0) }
    }

    private let producer: KafkaProducer
    private let consumer: KafkaConsumer
    private let connection: PostgresConnection
    private let topic: String

    init(_ topics: BenchTopics, _ client: PostgresClient) async throws {
        topic = TopicPlan.topic(of: "parts", prefix: try await topics.newPrefix("parts"))
        try await topics.createOnApache(KafkaTopic(name: topic, partitions: 1))
        producer = try KafkaProducer(topics.kafka)
        consumer = try KafkaConsumer(topics.kafka, group: topic, topics: [topic], listener: FromTheBeginning())
        connection = try await PostgresConnection.connect(client.configuration)
        try await connection.executeScript("create table part (id uuid primary key, at timestamptz)")
    }

    /// One after the other until then, with pauses, so that they meet the load at any instant.
    func times(until deadline: ContinuousClock.Instant) async throws -> Times {
        var times = Times()
        while ContinuousClock.now < deadline {
            times.bus.append(try await milliseconds { try await throughTheBus() })
            let id = UUID()
            times.commit.append(
                try await milliseconds {
                    _ = try await connection.withTransaction { connection in
                        try await connection.execute("insert into part values (\(id), now())")
                    }
                }
            )
            await pause(.milliseconds(Int.random(in: 1...9)))
        }
        return times
    }

    func close() async {
        await producer.close(within: .seconds(1))
        await consumer.close(within: .seconds(5))
        await connection.close()
    }

    private func milliseconds(_ body: () async throws -> Void) async throws -> Double {
        let begin = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - begin).inSeconds * 1e3
    }

    private func throughTheBus() async throws {
        let key = Array(UUID().uuidString.utf8)
        let record = KafkaRecord(topic: topic, partition: 0, key: key, value: Array(Sample.payload.utf8))
        async let sent = producer.send(record)
        while true {
            let batch = try await consumer.nextBatch(maximumRecords: 100, within: .seconds(10))
            if batch.records.contains(where: { $0.key == key }) { break }
            if batch.isEmpty { throw Refusal("a record did not come through the broker") }
        }
        _ = try await sent
    }
}

private struct FromTheBeginning: KafkaRebalanceListener {
    func startOffsets(for partitions: [KafkaPartition]) async throws -> [KafkaPartition: KafkaOffset] { [:] }
    func willRevoke(_ partitions: [KafkaPartition]) async {}
    func didLose(_ partitions: [KafkaPartition]) async {}
}

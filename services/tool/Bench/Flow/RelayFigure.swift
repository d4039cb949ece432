import EventSourcing
import EventStorePostgres
import EventStreaming
import KafkaClient
import PostgresClient

/// Events from the store onto the bus, beside librdkafka's own produce call in a loop.
struct RelayFigure: Figure {
    static let lines = [
        FigureLine(
            name: "relay",
            unit: "events/s",
            goal: .atLeast(0.8),
            meaning: "the relay empties a store onto the bus; reference: a bare loop of librdkafka's produce call with "
                + "the same records from memory, the same settings, to the same broker"
        )
    ]

    private static let database = "bench_relay"
    private static let service = "enrolment"
    private let ground: BenchGround
    private let count: Int
    private let database: PostgresConfiguration
    private let client: PostgresClient
    private let store: PostgresEventStore
    private let topics: BenchTopics

    static func prepare(on ground: BenchGround) async throws -> RelayFigure {
        let count = min(ground.events, 400_000)
        let database = try await ground.database(Self.database)
        let client = PostgresClient(database)
        let store = try await PostgresEventStore.open(
            client,
            EventStoreConfiguration(schema: service, source: service)
        )
        try await FilledStore(schema: service, database: database).fill(count)
        return RelayFigure(
            ground: ground,
            count: count,
            database: database,
            client: client,
            store: store,
            topics: try await BenchTopics(ground)
        )
    }

    func measure() async throws -> [Reading] {
        let server = try await ground.postgres().processID ?? 0
        let (own, theirs) = (ProcessorTime.own, ProcessorTime.tree(below: server))
        let value = try await relayed()
        func each(_ time: Duration) -> String { (time.inSeconds * 1e6 / Double(count)).legible }
        let here = each(ProcessorTime.own - own)
        let there = each(ProcessorTime.tree(below: server) - theirs)
        let before = ProcessorTime.own
        let reference = try await produced()
        return [
            Reading(
                value: value,
                reference: reference,
                note: "CPU µs per event: \(here) here, \(there) in PostgreSQL; reference: "
                    + "\(each(ProcessorTime.own - before)); \(topics.name)"
            )
        ]
    }

    func finish() async {
        await store.close()
        await client.close()
        await topics.close()
        try? await ground.dropDatabase(Self.database)
    }

    /// Events per second between the first report and the last.
    private func relayed() async throws -> Double {
        _ = try await client.query("delete from \(raw: Self.service).relay_marks")
        var settings = RelaySettings()
        settings.topicPrefix = try await topics.newPrefix(Self.service)
        let relay = try Relay(
            store,
            database: database,
            kafka: topics.kafka,
            partitions: BenchTopics.partitions,
            settings: settings
        )
        let run = Task { try await relay.run() }
        defer { run.cancel() }
        var begin: (time: ContinuousClock.Instant, count: Int)?
        while relay.metrics().delivered < count {
            try Task.checkCancellation()
            let delivered = relay.metrics().delivered
            if begin == nil, delivered > 0 { begin = (.now, delivered) }
            if let trouble = relay.metrics().trouble { throw Refusal("the relay says: \(trouble)") }
            await pause(.milliseconds(1))
        }
        let end = ContinuousClock.now
        relay.stop()
        try await run.value
        guard let begin else { throw Refusal("the relay was too fast to be measured") }
        return Double(count - begin.count) / (end - begin.time).inSeconds
    }

    private func produced() async throws -> Double {
        let prefix = try await topics.newPrefix(Self.service)
        let plan = try TopicPlan(
            service: Self.service,
            lanes: store.laneCount,
            partitions: BenchTopics.partitions,
            prefix: prefix
        )
        try await topics.createOnApache(plan.kafkaTopic(replicationFactor: 1))
        let codec = EventRecordCodec(service: Self.service, store: store.identity, plan: plan)
        let cursors = Dictionary(uniqueKeysWithValues: (0..<store.laneCount).map { (Lane(Int16($0)), Int64(0)) })
        // Enough to be unlike each other, few enough to stay in memory.
        let pages = try await store.feed.pages(after: cursors, limit: 1_024)
        let batches = pages.flatMap { page in
            stride(from: 0, to: page.events.count, by: 256).map { start in
                codec.records(of: Array(page.events[start..<min(start + 256, page.events.count)]), in: page.lane)
            }
        }
        return try await KafkaYardstick.produce(batches, count: count, to: topics.kafka)
    }
}

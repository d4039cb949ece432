import EventSourcing
import EventStreaming
import FoundationEssentials
import KafkaClient
import PostgresClient
import ProjectionRuntime

/// Events from the bus into the tables of the learning record.
struct ProjectionFigure: Figure {
    static let lines = [
        FigureLine(
            name: "projection",
            unit: "events/s",
            goal: .atLeast(10),
            meaning: "the learning record reads events from the bus into three of its tables; reference: the same with "
                + "one transaction per event"
        ),
        FigureLine(
            name: "projection-copy",
            unit: "events/s",
            goal: .atLeast(0.5),
            meaning: "the same; reference: COPY of the rows that the events end in, into tables with the same indexes"
        ),
    ]

    private static let database = "bench_projection"
    private static let service = "enrolment"
    private static let tables = ["participations", "hours_entries", "timeline"]
    private static let singly = 2_000
    private let ground: BenchGround
    private let client: PostgresClient
    private let topics: BenchTopics
    private let prefix: String
    private let count: Int

    static func prepare(on ground: BenchGround) async throws -> ProjectionFigure {
        // The embedded broker answers a fetch only when its wait is over, and keeps 5 MB of a partition.
        let topics = try await BenchTopics(ground, properties: ["fetch.wait.max.ms": "10"])
        let story = try LearningStory(events: min(ground.events, 120_000))
        let prefix = try await topics.newPrefix(service)
        let plan = try TopicPlan(
            service: service,
            lanes: LearningStory.lanes,
            partitions: BenchTopics.partitions,
            prefix: prefix
        )
        try await topics.createOnApache(plan.kafkaTopic(replicationFactor: 1))
        let codec = EventRecordCodec(service: service, store: UUID(), plan: plan)
        let producer = try KafkaProducer(topics.kafka)
        for (lane, events) in story.lanes.sorted(by: { $0.key < $1.key }) {
            let outcome = try await producer.enqueue(codec.records(of: events, in: lane)).outcome()
            if let failure = outcome.failure { throw Refusal("the broker took no record: \(failure.error)") }
        }
        await producer.close(within: .seconds(10))
        let client = PostgresClient(try await ground.database(database))
        return ProjectionFigure(
            ground: ground,
            client: client,
            topics: topics,
            prefix: prefix,
            count: story.count
        )
    }

    func measure() async throws -> [Reading] {
        let server = try await ground.postgres().processID ?? 0
        let pace = try await projection { _ in }.pace(of: count, server: server)
        let note =
            "CPU µs per event: \(pace.own.legible) here, \(pace.inPostgres.legible) in PostgreSQL; \(topics.name)"
        let (copy, copyNote) = try await copied(server)
        let singly = try await projection { $0.maximumRecords = 1 }.pace(of: Self.singly, server: server)
        return [
            Reading(value: pace.perSecond, reference: singly.perSecond, note: note),
            Reading(value: pace.perSecond, reference: copy, note: copyNote),
        ]
    }

    func finish() async {
        await client.close()
        await topics.close()
        try? await ground.dropDatabase(Self.database)
    }

    private func projection(_ change: (inout ProjectionSettings) -> Void) async throws -> BenchProjection {
        try await BenchProjection(client, topics.kafka) { settings in
            settings.topicPrefix = prefix
            change(&settings)
        }
    }

    /// The rows that the projection left, loaded again by one COPY per table in one transaction.
    private func copied(_ server: Int32) async throws -> (rate: Double, note: String) {
        let schema = BenchProjection.schema
        return try await client.withConnection { connection in
            try await connection.executeScript("drop schema if exists copied cascade; create schema copied")
            var loads: [(table: String, rows: PostgresCopiedRows)] = []
            for table in Self.tables {
                try await connection.executeScript(
                    "create table copied.\(table) (like \(schema).\(table) including all)"
                )
                let rows = try await connection.copyOut("select * from \(schema).\(table)", maximumBytes: 1 << 30)
                loads.append((table, rows))
            }
            let theirs = ProcessorTime.tree(below: server)
            let begin = ContinuousClock.now
            try await connection.withTransaction { connection in
                for load in loads { try await connection.copyIn("copied.\(load.table)", load.rows) }
            }
            let elapsed = (ContinuousClock.now - begin).inSeconds
            let used = (ProcessorTime.tree(below: server) - theirs).inSeconds * 1e6 / Double(count)
            return (Double(count) / elapsed, "COPY: \(used.legible) CPU µs per event in PostgreSQL")
        }
    }
}

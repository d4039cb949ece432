import EventStorePostgres
import Foundation
import PostgresClient
import ProjectionRuntime

/// A new projection reads a store with many events from its feed: it must not become slower, nor large.
struct CatchUpFigure: Figure {
    static let lines = [
        FigureLine(
            name: "catch-up",
            unit: "events/s",
            goal: .atLeast(0.9),
            meaning: "the learning record catches up with a store of many events (--events, 10 million) by its feed: "
                + "the last tenth of them; reference: the first tenth"
        ),
        FigureLine(
            name: "catch-up-memory",
            unit: "MB",
            goal: .valueAtMost(256),
            meaning: "the most memory of this process meanwhile"
        ),
    ]

    static let mostRounds = 1

    private static let database = "bench_catch_up"
    private static let service = "enrolment"
    private let ground: BenchGround
    private let client: PostgresClient
    private let store: PostgresEventStore
    private let topics: BenchTopics
    private let prefix: String

    static func prepare(on ground: BenchGround) async throws -> CatchUpFigure {
        try ground.installation.workplace.demandDisk(megabytes: 2_000 + ground.events / 800)
        let database = try await ground.database(Self.database)
        let client = PostgresClient(database)
        let store = try await PostgresEventStore.open(
            client,
            EventStoreConfiguration(schema: service, source: service)
        )
        ground.tell("catch-up: storing \(ground.events) events …")
        try await FilledStore(schema: service, database: database).fill(ground.events)
        let topics = try await BenchTopics(ground)
        let prefix = try await topics.newPrefix(service)
        return CatchUpFigure(ground: ground, client: client, store: store, topics: topics, prefix: prefix)
    }

    func measure() async throws -> [Reading] {
        let projection = try await BenchProjection(client, topics.kafka, feeds: [Self.service: store.feed]) {
            $0.topicPrefix = prefix
            $0.feedCheckInterval = .milliseconds(100)
            $0.feedGrace = .zero
        }
        ProcessMemory.forgetPeak()
        let events = ground.events
        let times = try await projection.times(ofReaching: [1, events / 10, events - events / 10, events])
        let tenth = Double(events / 10)
        guard let memory = ProcessMemory(getpid()) else { throw Refusal("the kernel does not tell of this process") }
        return [
            Reading(
                value: tenth / (times[3] - times[2]).inSeconds,
                reference: tenth / (times[1] - times[0]).inSeconds,
                note: "\(events) events in \((times[3] - times[0]).inSeconds.legible) s"
            ),
            Reading(value: memory.peak),
        ]
    }

    func finish() async {
        await store.close()
        await client.close()
        await topics.close()
        try? await ground.dropDatabase(Self.database)
    }
}

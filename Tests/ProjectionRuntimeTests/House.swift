import EventSourcing
import EventStorePostgres
import EventStreaming
import FoundationEssentials
import KafkaClient
import TestSupport
import KafkaClientTesting
import PostgresClient
import PostgresClientTesting
import ProjectionRuntime
import Testing

/// A store of switches with its relay, a broker, and the tables of a switch board.
struct House {
    let store: PostgresEventStore
    let client: PostgresClient
    let database: PostgresConfiguration
    let kafka: KafkaConfiguration
    let broker: EmbeddedBroker?
    let service: String

    static let lanes = 8
    static let partitions = 4

    func newStream() throws -> StreamID {
        StreamID(tenant: try #require(TenantID("house")), category: "switch", id: UUID())
    }

    func append(_ event: SwitchEvent, to stream: StreamID) async throws {
        try await append([try event.encoded(id: UUID(), occurredAt: .now)], to: stream)
    }

    func turn(_ stream: StreamID, times: Int = 1) async throws {
        let events = try (0..<times).map { index in
            try SwitchEvent.turned(.init(isOn: index % 2 == 0, watts: 60)).encoded(id: UUID(), occurredAt: .now)
        }
        try await append(events, to: stream)
    }

    func append(_ events: [EncodedEvent], to stream: StreamID) async throws {
        let context = CommandContext(commandID: CommandID(UUID()), actor: "tester")
        let command = CommandEvents(context: context, fingerprint: [1], events: events)
        let outcome = try await store.append(StreamAppend(stream: stream, expected: .any, commands: [command]))
        guard case .appended = outcome else {
            Issue.record("not appended: \(outcome)")
            return
        }
    }

    func runner(
        _ board: SwitchBoard,
        feeds: [String: any FeedClient]? = nil,
        kafka: KafkaConfiguration? = nil,
        _ change: (inout ProjectionSettings) -> Void = { _ in }
    ) -> ProjectionRunner {
        var settings = ProjectionSettings()
        settings.feedCheckInterval = .seconds(30)
        settings.retakeDelay = .milliseconds(500)
        settings.idleWait = .milliseconds(100)
        change(&settings)
        return ProjectionRunner(
            board,
            schema: "board",
            database: client,
            kafka: kafka ?? self.kafka,
            feeds: feeds ?? [service: store.feed],
            settings: settings,
            log: { if $0.level != .notice && $0.level != .debug { print($0.level, $0.message, $0.metadata) } }
        )
    }

    /// Relays everything that is in the store.
    func relayAll() async throws {
        let relay = try Relay(store, database: database, kafka: kafka, partitions: Self.partitions)
        let task = Task { try await relay.run() }
        try await soon("relayed") {
            let rows = try await client.query(
                """
                SELECT count(*) FROM light.events e LEFT JOIN light.relay_marks m ON m.lane = e.lane
                WHERE e.sequence > coalesce(m.sequence, 0)
                """
            )
            return try rows.first?.decode(Int64.self, at: 0) == 0
        }
        relay.stop()
        try await task.value
    }

    /// Events that a projection should have applied, and those that it has.
    func progress(of projection: String? = nil) async throws -> (stored: Int64, checkpointed: Int64) {
        let rows = try await client.query(
            """
            SELECT (SELECT count(*) FROM light.events),
                (SELECT coalesce(sum(sequence), 0)::bigint FROM board.checkpoints WHERE projection = \(projection ?? SwitchBoard.name(service)))
            """
        )
        guard let row = rows.first else { return (-1, -2) }
        return try row.decode((Int64, Int64).self)
    }

    func isUpToDate(_ projection: String? = nil) async throws -> Bool {
        let (stored, checkpointed) = try await progress(of: projection)
        return stored == checkpointed
    }

    /// Rows are what the store's history says, each event once and in order.
    func expectBoardEqualsStore(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let rows = try await client.query(
            """
            SELECT count(*) FROM (
                SELECT stream_id, count(*) FILTER (WHERE type = 'light.turned.v1') AS turns,
                    array_agg(version ORDER BY version) AS versions
                FROM light.events WHERE type LIKE 'light.%' GROUP BY stream_id
            ) e FULL JOIN board.switches s USING (stream_id)
            WHERE s.turns IS DISTINCT FROM e.turns OR s.versions IS DISTINCT FROM e.versions
            """
        )
        let different = try rows.first?.decode(Int64.self, at: 0)
        #expect(different == 0, "switches that differ from the store", sourceLocation: sourceLocation)
    }
}

/// - `hasTopic`: false leaves it to the relay to make the topic when it first runs.
func withHouse<R: Sendable>(hasTopic: Bool = true, _ body: (House) async throws -> R) async throws -> R {
    try await withTestDatabase { client, connectionString in
        try await withTestBroker { servers, broker in
            let service = "light\(UInt32.random(in: 0 ... .max))"
            if hasTopic {
                try await createTestTopic(
                    TopicPlan.topic(of: service),
                    partitions: Int32(House.partitions),
                    on: servers,
                    broker
                )
            }
            var configuration = EventStoreConfiguration(schema: "light", source: service)
            configuration.lanes = House.lanes
            let store = try await PostgresEventStore.open(client, configuration)
            _ = try await migrate(
                client,
                schema: "board",
                migrations: ProjectionMigrations.bookkeeping(schema: "board") + [SwitchBoard.migration]
            )
            let house = House(
                store: store,
                client: client,
                database: PostgresConfiguration(connectionString),
                kafka: KafkaConfiguration(
                    bootstrapServers: servers,
                    properties: ["session.timeout.ms": "6000", "heartbeat.interval.ms": "500"]
                ),
                broker: broker,
                service: service
            )
            let result = try await body(house)
            await store.close()
            return result
        }
    }
}

/// Runs projections beside the body, and ends them afterwards.
func withRunning<R>(_ runners: ProjectionRunner..., body: () async throws -> R) async throws -> R {
    let tasks = runners.map { runner in Task { await runner.run() } }
    let result: Result<R, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
    return try result.get()
}

import EventSourcing
import EventStorePostgres
import EventStreaming
import FoundationEssentials
import KafkaClient
import KafkaClientTesting
import PostgresClient
import PostgresClientTesting
import Testing

/// A store of light switches, a broker, and what a test needs to look at both.
struct Stage {
    let store: PostgresEventStore
    let client: PostgresClient
    let database: PostgresConfiguration
    let kafka: KafkaConfiguration
    let broker: EmbeddedBroker?
    let service: String
    let partitions: Int

    static let tenant = TenantID("house")

    /// Appends one event to a stream of its own kind of id, whatever its version.
    @discardableResult
    func append(to stream: StreamID, _ type: String = "light.switched.v1", count: Int = 1, padding: Int = 0)
        async throws -> CommandReceipt?
    {
        let payload = Array(#"{"isOn":true,"padding":"\#(String(repeating: "x", count: padding))"}"#.utf8)
        let events = (0..<count).map { _ in
            EncodedEvent(id: UUID(), type: type, payload: payload, occurredAt: .now)
        }
        let context = CommandContext(commandID: CommandID(UUID()), actor: "tester", traceparent: "00-1-2-01")
        let command = CommandEvents(context: context, fingerprint: [1], events: events)
        let outcome = try await store.append(StreamAppend(stream: stream, expected: .any, commands: [command]))
        guard case .appended(let receipts) = outcome else { return nil }
        return receipts.first
    }

    func newStream() throws -> StreamID {
        guard let tenant = Self.tenant else { throw StageError.noTenant }
        return StreamID(tenant: tenant, category: "switch", id: UUID())
    }

    func relay(_ change: (inout RelaySettings) -> Void = { _ in }, kafka: KafkaConfiguration? = nil) throws -> Relay {
        var settings = RelaySettings()
        settings.sharingInterval = .milliseconds(100)
        settings.busCheckInterval = .milliseconds(500)
        change(&settings)
        return try Relay(
            store,
            database: database,
            kafka: kafka ?? self.kafka,
            partitions: partitions,
            settings: settings,
            log: { print($0) }
        )
    }

    /// Every record of the topic, per partition in order.
    func records(on kafka: KafkaConfiguration? = nil) async throws -> [ReceivedEvent] {
        let reader = try KafkaReader(kafka ?? self.kafka)
        defer { reader.close() }
        var events: [ReceivedEvent] = []
        for number in 0..<Int32(partitions) {
            let partition = KafkaPartition(topic: TopicPlan.topic(of: service), number: number)
            let (low, high) = try await reader.watermarks(partition)
            var next = low
            while next < high {
                let records = try await reader.read(
                    partition,
                    from: next,
                    maximumRecords: Int(high - next),
                    within: .seconds(10)
                )
                guard let last = records.last else { break }
                next = last.offset + 1
                events += try records.map { try EventRecordDecoder.decode($0) }
            }
        }
        return events
    }

    /// All marks have reached their lanes' heads.
    func isRelayed() async throws -> Bool {
        let rows = try await client.query(
            """
            SELECT count(*) FROM "\(raw: store.configuration.schema)".events e
            LEFT JOIN "\(raw: store.configuration.schema)".relay_marks m ON m.lane = e.lane
            WHERE e.sequence > coalesce(m.sequence, 0)
            """
        )
        return try rows.first?.decode(Int64.self, at: 0) == 0
    }
}

enum StageError: Error { case noTenant }

func withStage<R: Sendable>(
    lanes: Int = 16,
    partitions: Int = 8,
    _ body: (Stage) async throws -> R
) async throws -> R {
    try await withTestDatabase { client, connectionString in
        try await withTestBroker { servers, broker in
            let service = "light\(UInt32.random(in: 0 ... .max))"
            try broker?.createTopic(TopicPlan.topic(of: service), partitions: Int32(partitions))
            var configuration = EventStoreConfiguration(schema: "light", source: service)
            configuration.lanes = lanes
            let store = try await PostgresEventStore.open(client, configuration)
            let stage = Stage(
                store: store,
                client: client,
                database: PostgresConfiguration(connectionString),
                kafka: KafkaConfiguration(bootstrapServers: servers),
                broker: broker,
                service: service,
                partitions: partitions
            )
            let result = try await body(stage)
            await store.close()
            return result
        }
    }
}

/// Runs a relay beside the body and stops it in order afterwards.
func withRunning<R>(_ relay: Relay, _ body: () async throws -> R) async throws -> R {
    let task = Task { try await relay.run() }
    do {
        let result = try await body()
        relay.stop()
        try await task.value
        return result
    } catch {
        task.cancel()
        _ = await task.result
        throw error
    }
}

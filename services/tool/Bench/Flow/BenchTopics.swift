import EventStreaming
import KafkaClient

/// Where a figure's records go: a topic of its own for each round.
///
/// The embedded broker cannot be told topics from outside, so it runs in this process; both sides of a figure use it.
actor BenchTopics {
    nonisolated let kafka: KafkaConfiguration
    static let partitions = 8
    private let embedded: EmbeddedBroker?
    private let run = UInt32.random(in: 0 ... .max)
    private var rounds = 0

    /// On Apache Kafka where the installation has one, else on an embedded broker.
    init(_ ground: BenchGround, properties: [String: String] = [:]) async throws {
        switch ground.installation.broker {
        case .embedded:
            let broker = try EmbeddedBroker()
            embedded = broker
            kafka = KafkaConfiguration(bootstrapServers: broker.bootstrapServers, properties: properties)
        case .apache, .foreign:
            embedded = nil
            kafka = KafkaConfiguration(bootstrapServers: try await ground.broker(), properties: properties)
        }
    }

    /// The prefix of a new topic of this service; on Apache Kafka the relay makes the topic.
    func newPrefix(_ service: String) throws -> String {
        rounds += 1
        let prefix = "bench-\(String(run, radix: 36))-\(rounds)-"
        try embedded?.createTopic(
            TopicPlan.topic(of: service, prefix: prefix),
            partitions: Int32(Self.partitions)
        )
        return prefix
    }

    /// Apache Kafka's topics are made by request, the embedded broker's with the prefix.
    func createOnApache(_ topic: KafkaTopic) async throws {
        guard embedded == nil else { return }
        let admin = try KafkaAdmin(kafka)
        defer { admin.close() }
        _ = try await admin.createTopics([topic])
    }

    nonisolated var name: String { embedded == nil ? "Apache Kafka" : "embedded broker" }

    func close() { embedded?.close() }
}

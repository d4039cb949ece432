import Foundation
import KafkaClient
import KafkaClientTesting
import Synchronization

@testable import BinaTool

/// The broker of one system: embedded, or the Apache Kafka that `KAFKA_BOOTSTRAP_SERVERS` names, where every system's
/// names begin with a prefix of its own.
final class Bus: Sendable {
    static let partitions: Int32 = 8

    let prefix: String
    /// Enrolment's.
    var topic: String { topic(of: "enrolment") }
    private var topics: [String] { ServiceEntry.all.filter { $0.kind == .service }.map { topic(of: $0.name) } }
    private let embedded: Mutex<EmbeddedBroker?>

    init() throws {
        prefix = "\(uniqueTopic("system"))."
        embedded = Mutex(nil)
        if realBootstrapServers == nil { try startEmbedded() }
    }

    /// Changes when an embedded broker is replaced.
    var bootstrapServers: String { realBootstrapServers ?? embedded.withLock { $0?.bootstrapServers ?? "" } }

    var kafka: KafkaConfiguration { KafkaConfiguration(bootstrapServers: bootstrapServers) }

    /// Puts an empty bus in this one's place; the services must not run meanwhile.
    func replaceByEmptyOne() async throws {
        if realBootstrapServers == nil {
            embedded.withLock { $0.take() }?.close()
            try startEmbedded()
        } else {
            try await deleteTopics()
        }
    }

    /// Cuts every connection and takes none; only the embedded broker can be told to.
    func goAway() throws { try embedded.withLock { try $0?.setBrokerDown() } }

    /// Takes connections again, with everything that it held.
    func comeBack() throws { try embedded.withLock { try $0?.setBrokerUp() } }

    func topic(of context: String) -> String { "\(prefix)bina.\(context).events" }

    /// Every record of enrolment's topic, in order per partition.
    func records() async throws -> [KafkaReceivedRecord] {
        let reader = try KafkaReader(kafka)
        defer { reader.close() }
        var records: [KafkaReceivedRecord] = []
        for number in 0..<Self.partitions {
            let partition = KafkaPartition(topic: topic, number: number)
            let (low, high) = try await reader.watermarks(partition)
            var next = low
            while next < high {
                let page = try await reader.read(
                    partition,
                    from: next,
                    maximumRecords: 1_000,
                    within: .seconds(10)
                )
                guard let last = page.last else { throw NotInTime(what: "\(partition) is read", limit: .seconds(10)) }
                records += page
                next = last.offset + 1
            }
        }
        return records
    }

    func close() async throws {
        if realBootstrapServers == nil { embedded.withLock { $0.take() }?.close() } else { try await deleteTopics() }
    }

    private func startEmbedded() throws {
        let broker = try EmbeddedBroker(topics: topics.map { KafkaTopic(name: $0, partitions: Self.partitions) })
        embedded.withLock { $0 = broker }
    }

    private func deleteTopics() async throws {
        let admin = try KafkaAdmin(kafka)
        defer { admin.close() }
        try await admin.deleteTopics(topics)
        try await wait(until: "topics \(topics) are deleted") {
            try await admin.describe().partitions.keys.allSatisfy { !topics.contains($0) }
        }
    }
}

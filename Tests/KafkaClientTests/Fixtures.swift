import KafkaClient
import KafkaClientTesting
import Synchronization

/// Starts everything at the beginning unless told otherwise, and remembers what it was called with.
final class RecordingListener: KafkaRebalanceListener {
    enum Call: Equatable, Sendable {
        case assigned([KafkaPartition])
        case revoking([KafkaPartition])
        case revoked([KafkaPartition])
        case lost([KafkaPartition])
    }

    private let recorded = Mutex<[Call]>([])
    private let start: @Sendable ([KafkaPartition]) async throws -> [KafkaPartition: KafkaOffset]
    private let finish: @Sendable ([KafkaPartition]) async -> Void

    init(
        start: @escaping @Sendable ([KafkaPartition]) async throws -> [KafkaPartition: KafkaOffset] = { partitions in
            Dictionary(uniqueKeysWithValues: partitions.map { ($0, .beginning) })
        },
        finish: @escaping @Sendable ([KafkaPartition]) async -> Void = { _ in }
    ) {
        self.start = start
        self.finish = finish
    }

    var calls: [Call] { recorded.withLock { $0 } }

    func startOffsets(for partitions: [KafkaPartition]) async throws -> [KafkaPartition: KafkaOffset] {
        let offsets = try await start(partitions)
        recorded.withLock { $0.append(.assigned(partitions.sorted())) }
        return offsets
    }

    func willRevoke(_ partitions: [KafkaPartition]) async {
        recorded.withLock { $0.append(.revoking(partitions.sorted())) }
        await finish(partitions)
        recorded.withLock { $0.append(.revoked(partitions.sorted())) }
    }

    func didLose(_ partitions: [KafkaPartition]) async {
        recorded.withLock { $0.append(.lost(partitions.sorted())) }
    }
}

/// Log lines as they come.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    var log: KafkaLog {
        { entry in self.lines.withLock { $0.append("\(entry.level) \(entry.facility) \(entry.message)") } }
    }
}

/// A record of this topic with a text as value.
func record(_ topic: String, _ text: String, partition: Int32? = 0, key: String? = nil) -> KafkaRecord {
    KafkaRecord(topic: topic, partition: partition, key: key.map { Array($0.utf8) }, value: Array(text.utf8))
}

func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

extension KafkaConsumer {
    /// Reads until there are this many records; fewer if the limit passes.
    func read(_ count: Int, within limit: Duration = .seconds(60)) async throws -> [KafkaReceivedRecord] {
        var records: [KafkaReceivedRecord] = []
        let deadline = ContinuousClock.now + limit
        while deadline > .now, records.count < count {
            records += try await nextBatch(maximumRecords: 1000, within: .milliseconds(200)).records
        }
        return records
    }
}

/// A topic with as many records as asked for in partition 0, values "0", "1" and so on.
func fill(_ topic: String, _ count: Int, on servers: String) async throws {
    let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
    let reports = try await producer.enqueue((0..<count).map { record(topic, "\($0)") }).reports()
    for report in reports { _ = try report.get() }
    await producer.close(within: .seconds(5))
}

/// A configuration whose groups notice changes quickly.
func quick(_ servers: String, _ properties: [String: String] = [:]) -> KafkaConfiguration {
    let defaults = ["heartbeat.interval.ms": "100", "session.timeout.ms": "6000"]
    return KafkaConfiguration(bootstrapServers: servers, properties: defaults.merging(properties) { $1 })
}

/// The largest number seen.
final class Peak: Sendable {
    private let largest = Atomic(0)
    var value: Int { largest.load(ordering: .relaxed) }
    func see(_ number: Int) { largest.max(number, ordering: .relaxed) }
}

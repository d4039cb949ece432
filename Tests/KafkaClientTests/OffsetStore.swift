import KafkaClient
import Synchronization

/// What a database would hold: applied records and the next offset per partition, changed together.
final class OffsetStore: Sendable {
    private struct State {
        var next: [KafkaPartition: Int64] = [:]
        var applied: Set<String> = []
        var violations: [String] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.applied.count } }
    var violations: [String] { state.withLock { $0.violations } }

    func start(_ partitions: [KafkaPartition]) -> [KafkaPartition: KafkaOffset] {
        state.withLock { state in
            Dictionary(uniqueKeysWithValues: partitions.map { ($0, .at(state.next[$0] ?? 0)) })
        }
    }

    /// Drops what is not next, as the fence in a database does; a gap is noted, since nothing may be stepped over.
    func apply(_ record: KafkaReceivedRecord) {
        state.withLock { state in
            let next = state.next[record.partition] ?? 0
            if record.offset > next { state.violations.append("\(record.partition): \(record.offset) after \(next)") }
            guard record.offset == next else { return }
            state.applied.insert(String(decoding: record.value ?? [], as: UTF8.self))
            state.next[record.partition] = next + 1
        }
    }
}

/// A consumer with a task that applies what it reads to a store.
struct Member {
    private let consumer: KafkaConsumer
    private let reading: Task<Void, Never>

    init(_ servers: String, _ topic: String, _ store: OffsetStore) throws {
        let listener = RecordingListener(start: { store.start($0) })
        let consumer = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: listener)
        self.consumer = consumer
        reading = Task {
            while let batch = try? await consumer.nextBatch(maximumRecords: 20, within: .seconds(1)) {
                for record in batch.records { store.apply(record) }
            }
        }
    }

    func leave() async {
        await consumer.close(within: .seconds(10))
        await reading.value
    }
}

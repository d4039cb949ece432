import CLibrdkafka
import Synchronization

/// The calls that are neither reading nor membership.
extension RDConsumer {
    /// Asks the listener until it answers with offsets that can be used; nil when cancelled.
    func startOffsets(_ partitions: [KafkaPartition]) async -> [KafkaPartition: KafkaOffset]? {
        var pause = Duration.milliseconds(50)
        while !Task.isCancelled {
            do {
                let offsets = try await listener.startOffsets(for: partitions)
                if let (partition, offset) = offsets.first(where: { $0.value.raw == nil }) {
                    throw KafkaError(
                        .noStartOffset,
                        name: "NO_START_OFFSET",
                        message: "\(offset) is no offset for \(partition)."
                    )
                }
                return offsets
            } catch {
                sink.line(.error, "REBALANCE", "No start offsets, asking again in \(pause): \(error)")
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
        return nil
    }

    func seek(_ partition: KafkaPartition, to offset: KafkaOffset) async throws {
        guard let raw = offset.raw else {
            throw KafkaError(code: .invalidArgument, message: "\(offset) is no offset for \(partition).")
        }
        do {
            if state.withLock({ $0.stopped.contains(partition) }) { throw KafkaError(code: .state) }
            try await RDThread.run { () throws(KafkaError) in try self.seek(partition, raw) }
            intake.withLock { $0.dropped[partition] = nil }
        } catch let error as KafkaError where error.code == .state || error.code == .timedOut {
            // Not fetching, or, seen with a busy Apache Kafka, no answer from librdkafka's seek.
            let reply = ResumeOnce<Result<Void, any Error>>()
            post(.reposition(partition, raw, reply))
            if state.withLock({ $0.isClosed }) { reply.give(.failure(KafkaError.closed)) }
            try await reply.wait(cancelled: .failure(CancellationError())).get()
        }
    }

    /// Blocks until librdkafka has moved; its queue has nothing of the old place after.
    func seek(_ partition: KafkaPartition, _ offset: Int64) throws(KafkaError) {
        let result: Void? = try unsafe handle.use { (client) throws(KafkaError) in
            try unsafe RDPartitionList.with([(partition, offset)]) { (list) throws(KafkaError) in
                try unsafe KafkaError.check(consuming: rd_kafka_seek_partitions(client, list, 2000))
                try unsafe RDPartitionList.check(list)
            }
        }
        if result == nil { throw .closed }
    }

    /// Nothing of the partitions is returned from now on.
    func pause(_ partitions: [KafkaPartition]) {
        intake.withLock { _ in state.withLock { $0.paused.formUnion(partitions) } }
        post(.pause(partitions))
    }

    func commit(_ offsets: [KafkaPartition: Int64]) {
        let code = unsafe handle.use { client in
            unsafe RDPartitionList.with(offsets.map { ($0.key, $0.value) }) { list in
                unsafe rd_kafka_commit(client, list, 1)
            }
        }
        if let code, code != RD_KAFKA_RESP_ERR_NO_ERROR {
            sink.error(KafkaError(code: KafkaErrorCode(rawValue: code.rawValue)))
        }
    }

    func watermarks(_ partition: KafkaPartition) async throws -> (low: Int64, high: Int64) {
        try await RDThread.run { () throws(KafkaError) in try RDWatermarks.query(self.handle, partition) }
    }

    func knownTopics() async throws -> Set<String> {
        try await RDThread.run { () throws(KafkaError) in
            let topics = try unsafe self.handle.use { (client) throws(KafkaError) in
                try unsafe RDTopics.describe(client, 2_000).partitions
            }
            guard let topics else { throw .closed }
            return Set(topics.keys)
        }
    }

    /// Leaves the group in order until the deadline, then in disorder.
    func close(within limit: Duration) {
        state.withLock { $0.isClosed = true }
        post(.close(.now + limit))
    }
}

/// The ends of a partition's log, asked from its leader.
enum RDWatermarks {
    /// Blocks up to 10 s.
    static func query(_ handle: RDHandle, _ partition: KafkaPartition) throws(KafkaError) -> (low: Int64, high: Int64) {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = unsafe handle.use { client in
            unsafe rd_kafka_query_watermark_offsets(client, partition.topic, partition.number, &low, &high, 10_000)
        }
        guard let code else { throw .closed }
        try KafkaError.check(code)
        return (low, high)
    }
}

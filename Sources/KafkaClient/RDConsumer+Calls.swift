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

    /// What the latest answer to a fetch said; nil before the first.
    func fetchedEnd(of partition: KafkaPartition) -> Int64? {
        var (low, high): (Int64, Int64) = (-1, -1)
        let code = unsafe handle.use { client in
            unsafe rd_kafka_get_watermark_offsets(client, partition.topic, partition.number, &low, &high)
        }
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
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
///
/// Not by `rd_kafka_query_watermark_offsets`: below librdkafka 2.3 it does not look at the clock, and waits for a leader
/// that is away until it is back (issue 2588).
enum RDWatermarks {
    /// Blocks up to the limit.
    static func query(_ handle: RDHandle, _ partition: KafkaPartition, _ milliseconds: Int32)
        throws(KafkaError) -> (low: Int64, high: Int64)
    {
        let half = milliseconds / 2
        let ends = try unsafe handle.use { (client) throws(KafkaError) in
            (try unsafe end(.beginning, of: partition, client, half), try unsafe end(.end, of: partition, client, half))
        }
        guard let ends else { throw .closed }
        return ends
    }

    @unsafe private static func end(
        _ end: KafkaOffset,
        of partition: KafkaPartition,
        _ client: OpaquePointer,
        _ milliseconds: Int32
    ) throws(KafkaError) -> Int64 {
        try unsafe RDPartitionList.with([(partition, end.raw ?? -1)]) { (list) throws(KafkaError) in
            try KafkaError.check(unsafe rd_kafka_offsets_for_times(client, list, milliseconds))
            try unsafe RDPartitionList.check(list)
            return unsafe list.pointee.elems[0].offset
        }
    }
}

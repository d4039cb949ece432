import Synchronization

/// A member of a consumer group that starts where its owner says and leaves a partition only when its owner is ready.
///
/// It commits nothing by itself, resets no offset by itself, and stays a member while its owner is idle or busy: its
/// own thread polls without pause. One task reads. Close it; one that is only dropped leaves the group in the background.
package final class KafkaConsumer: Sendable {
    private let consumer: RDConsumer

    /// A consumer that joins the group at once; its listener is called from now on.
    ///
    /// Fixed: no commit by itself, no reset of offsets, no partition-end records. Defaults: cooperative-sticky, 16 MiB
    /// fetched ahead, read committed. Throws `invalidArgument` naming the property that is not accepted.
    package init(
        _ configuration: KafkaConfiguration,
        group: String,
        topics: [String],
        listener: any KafkaRebalanceListener,
        log: @escaping KafkaLog = { _ in },
        onStatistics: (@Sendable (KafkaStatistics) -> Void)? = nil
    ) throws(KafkaError) {
        consumer = try RDConsumer(
            configuration,
            group: group,
            topics: topics,
            listener: listener,
            RDEventSink(log: log, onStatistics: onStatistics)
        )
    }

    deinit { consumer.close(within: .seconds(5)) }

    /// What is there, at most this many records; waits when there is nothing, and returns an empty batch at the limit.
    ///
    /// Records of partitions that were revoked meanwhile are dropped. Throws `CancellationError`, `closed`, a fatal
    /// error, or an authorisation failure (which librdkafka goes on trying). One task at a time.
    package func nextBatch(maximumRecords: Int, within limit: Duration) async throws -> KafkaBatch {
        try await consumer.nextBatch(max(1, maximumRecords), within: limit)
    }

    /// Goes on reading the partition from there.
    ///
    /// Throws `state` if it is not assigned to this consumer.
    package func seek(_ partition: KafkaPartition, to offset: KafkaOffset) async throws {
        try await consumer.seek(partition, to: offset)
    }

    /// Tells Kafka the next offsets to read, for lag tools only; returns at once, and failure is only a line in the log.
    package func commit(_ offsets: [KafkaPartition: Int64]) { consumer.commit(offsets) }

    /// Stops the partitions: `nextBatch` returns none of their records from now on.
    ///
    /// A pause ends with the assignment.
    package func pause(_ partitions: [KafkaPartition]) { consumer.pause(partitions) }

    /// Goes on soon, after the last record that was returned.
    package func resume(_ partitions: [KafkaPartition]) { consumer.post(.resume(partitions)) }

    /// The offset that the partition's next record gets, as the latest answer to a fetch said; nil before the first.
    ///
    /// No question to a broker.
    package func fetchedEnd(of partition: KafkaPartition) -> Int64? { consumer.fetchedEnd(of: partition) }

    /// The names of the cluster's topics, as far as this client may see them.
    ///
    /// Bounded by 2 s.
    package func knownTopics() async throws -> Set<String> { try await consumer.knownTopics() }

    /// The partitions whose records `nextBatch` returns now.
    package var assignment: Set<KafkaPartition> { consumer.state.withLock { $0.assigned } }

    /// Lets the listener finish, leaves the group, frees everything.
    ///
    /// After the limit it does so in disorder.
    package func close(within limit: Duration) async {
        consumer.close(within: limit)
        await consumer.closed.wait()
    }
}

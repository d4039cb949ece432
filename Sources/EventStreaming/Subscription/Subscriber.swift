package import KafkaClient

/// A member of a consumer group that reads events from services' topics, also from mirrored ones under other names.
///
/// Who an event comes from is said by the record (`ce_source`, `ce_store`), never by the topic's name.
package final class Subscriber: Sendable {
    private let consumer: KafkaConsumer
    private let topics: [String]

    /// Joins the group.
    ///
    /// `topics` are all names to read, aliases too: `bina.enrolment.events`, `barat.bina.enrolment.events`. The
    /// listener says where partitions start, and finishes work before they leave.
    ///
    /// - Throws: `KafkaError` naming a property that is not accepted.
    package init(
        _ kafka: KafkaConfiguration,
        group: String,
        topics: [String],
        listener: any KafkaRebalanceListener,
        log: @escaping KafkaLog = { _ in },
        onStatistics: (@Sendable (KafkaStatistics) -> Void)? = nil
    ) throws(KafkaError) {
        self.topics = topics
        consumer = try KafkaConsumer(
            kafka,
            group: group,
            topics: topics,
            listener: listener,
            log: log,
            onStatistics: onStatistics
        )
    }

    /// What is there, decoded; empty when nothing came in time.
    ///
    /// One task at a time.
    ///
    /// - Throws: `CancellationError`; `KafkaError` when closed, unauthorised or beyond repair.
    package func nextBatch(maximumRecords: Int, within limit: Duration) async throws -> SubscribedBatch {
        SubscribedBatch(try await consumer.nextBatch(maximumRecords: maximumRecords, within: limit))
    }

    /// Goes on reading the partition from there.
    package func seek(_ partition: KafkaPartition, to offset: KafkaOffset) async throws {
        try await consumer.seek(partition, to: offset)
    }

    /// Where the partition's log ends, as far as its broker has told; nil before it did.
    package func knownEnd(of partition: KafkaPartition) -> Int64? { consumer.fetchedEnd(of: partition) }

    /// Those of its topics that the cluster does not have, in their order.
    ///
    /// Bounded by 2 s; no question while every topic has a partition that this member reads.
    package func missingTopics() async throws -> [String] {
        let read = Set(consumer.assignment.map(\.topic))
        let unread = topics.filter { !read.contains($0) }
        guard !unread.isEmpty else { return [] }
        let known = try await consumer.knownTopics()
        return unread.filter { !known.contains($0) }
    }

    /// Tells Kafka how far we are, for lag tools only.
    package func commit(_ offsets: [KafkaPartition: Int64]) { consumer.commit(offsets) }

    /// The partitions that this member reads now.
    package var assignment: Set<KafkaPartition> { consumer.assignment }

    /// Lets the listener finish, leaves the group.
    package func close(within limit: Duration) async { await consumer.close(within: limit) }
}

/// Events as read, in order per partition, and how far that was.
package struct SubscribedBatch: Sendable {
    package private(set) var events: [ReceivedEvent] = []
    /// Records that are no events; if one was an event of a lane, the lane's next event shows the gap.
    package private(set) var malformed: [RecordError] = []
    /// Per partition the offset after the last record read, whether it was an event or not.
    package private(set) var nextOffsets: [KafkaPartition: Int64] = [:]
    package private(set) var leaderEpochs: [KafkaPartition: Int32] = [:]
    /// Partitions whose position is below the log's start or above its end; they stand still until a seek.
    package let outOfRange: [KafkaPartition]

    init(_ batch: KafkaBatch) {
        outOfRange = batch.outOfRange
        events.reserveCapacity(batch.records.count)
        var last: KafkaReceivedRecord?
        for record in batch.records {
            if let previous = last, previous.partition != record.partition { end(previous) }
            last = record
            do throws(RecordError) {
                events.append(try EventRecordDecoder.decode(record))
            } catch {
                malformed.append(error)
            }
        }
        if let last { end(last) }
    }

    package var isEmpty: Bool { nextOffsets.isEmpty && outOfRange.isEmpty }

    /// How many were read, events or not.
    package var records: Int { events.count + malformed.count }

    private mutating func end(_ record: KafkaReceivedRecord) {
        nextOffsets[record.partition] = record.offset + 1
        leaderEpochs[record.partition] = record.leaderEpoch
    }
}

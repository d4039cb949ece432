/// A record read from a partition; its bytes are a copy, so it may be kept for any time.
package struct KafkaReceivedRecord: Sendable {
    /// Where it was read.
    package let partition: KafkaPartition
    /// Its place in the partition; the next one to read is this plus one, even where offsets have holes.
    package let offset: Int64
    /// The leader's epoch; nil with librdkafka below 2.1, which does not tell.
    package let leaderEpoch: Int32?
    /// Milliseconds since 1970 by the producer's or the broker's clock, as the topic says; nil if there is none.
    package let timestampMilliseconds: Int64?
    /// The key; nil is null, which differs from empty.
    package let key: [UInt8]?
    /// The value; nil is a tombstone, which differs from empty.
    package let value: [UInt8]?
    /// The headers as they came, still packed: most readers want a few of them.
    let packedHeaders: PackedHeaders

    /// All headers in the order of the producer.
    package var headers: [KafkaHeader] { packedHeaders.unpacked() }

    /// Lends every header in the order of the producer, name and value where they lie.
    package func forEachHeader(_ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>?) -> Void) {
        packedHeaders.forEach(body)
    }

    /// The value of the last header with this name; nil if there is none or it is null.
    package func header(_ name: String) -> [UInt8]? { packedHeaders.last(name) }
}

/// What one call of `nextBatch` found.
package struct KafkaBatch: Sendable {
    /// Records in order per partition; records of revoked partitions are not among them.
    package let records: [KafkaReceivedRecord]
    /// Partitions whose position is below the log's start or above its end.
    ///
    /// They stay still until a seek.
    package let outOfRange: [KafkaPartition]

    /// True when the time ran out before anything came.
    package var isEmpty: Bool { records.isEmpty && outOfRange.isEmpty }
}

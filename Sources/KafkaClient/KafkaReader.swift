/// Reads given partitions from given offsets, without a group: for checks and verification.
package final class KafkaReader: Sendable {
    private let reader: RDReader

    /// A reader; it connects when it is first used.
    ///
    /// Throws `invalidArgument` for a property that is not accepted.
    package init(_ configuration: KafkaConfiguration) throws(KafkaError) { reader = try RDReader(configuration) }

    deinit { reader.close() }

    /// The records from the offset on: as many as asked for, or up to the log's end, or what came within the limit.
    ///
    /// Throws `offsetOutOfRange` if the offset is below the log's start or above its end, and what else will not pass
    /// by itself. Reads of one reader follow each other.
    package func read(
        _ partition: KafkaPartition,
        from offset: Int64,
        maximumRecords: Int,
        within limit: Duration
    ) async throws -> [KafkaReceivedRecord] {
        guard offset >= 0 else {
            throw KafkaError(code: .invalidArgument, message: "\(offset) is no offset for \(partition).")
        }
        let (reader, deadline) = (reader, ContinuousClock.now + limit)
        return try await RDThread.run { () throws(KafkaError) in
            try reader.read(partition, from: offset, maximumRecords, by: deadline)
        }
    }

    /// The oldest offset still there and the one the next record gets.
    ///
    /// Asks again for up to 10 s what time may heal, as a leader that is away.
    package func watermarks(_ partition: KafkaPartition) async throws -> (low: Int64, high: Int64) {
        let reader = reader
        return try await RDThread.ask(within: .seconds(10)) { milliseconds throws(KafkaError) in
            try RDWatermarks.query(reader.handle, partition, milliseconds)
        }
    }

    /// Frees all in the background, after a read that is under way.
    package func close() { reader.close() }
}

import CLibrdkafka
import Synchronization

/// A consumer without a group, read from plain threads, one read at a time.
///
/// Unchecked: the pointer is constant, and `handle` keeps its use and its end apart.
@safe final class RDReader: @unchecked Sendable {
    let handle: RDHandle
    private let client: OpaquePointer
    private let reading = Mutex(())

    init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        // The log queue is not read here, so nothing may be written to it.
        unsafe client = try unsafe RDConfiguration.client(
            .consumer,
            configuration,
            defaults: [
                "isolation.level": "read_committed", "queued.max.messages.kbytes": "16384", "fetch.wait.max.ms": "50",
                // Answers are bounded by seconds, which a broker that came back may not spend unnoticed.
                "reconnect.backoff.max.ms": "1000",
            ],
            fixed: [
                "enable.auto.commit": "false", "enable.auto.offset.store": "false", "auto.offset.reset": "error",
                "enable.partition.eof": "true", "log_level": "0",
            ],
            events: RD_KAFKA_EVENT_ERROR
        )
        handle = unsafe RDHandle(client)
    }

    /// Reads until the records are complete, the log ends, or the deadline passes.
    func read(
        _ partition: KafkaPartition,
        from offset: Int64,
        _ maximum: Int,
        by deadline: ContinuousClock.Instant
    ) throws(KafkaError) -> [KafkaReceivedRecord] {
        let records = try unsafe handle.use { (client) throws(KafkaError) in
            try reading.withLock { (_) throws(KafkaError) in
                try unsafe read(client, partition, offset, maximum, deadline)
            }
        }
        guard let records else { throw .closed }
        return records
    }

    @unsafe private func read(
        _ client: OpaquePointer,
        _ partition: KafkaPartition,
        _ offset: Int64,
        _ maximum: Int,
        _ deadline: ContinuousClock.Instant
    ) throws(KafkaError) -> [KafkaReceivedRecord] {
        guard let topic = unsafe rd_kafka_topic_new(client, partition.topic, nil) else {
            throw KafkaError(code: KafkaErrorCode(rawValue: rd_kafka_last_error().rawValue))
        }
        defer { unsafe rd_kafka_topic_destroy(topic) }
        let queue = unsafe rd_kafka_queue_new(client)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        guard unsafe rd_kafka_consume_start_queue(topic, partition.number, offset, queue) == 0 else {
            throw KafkaError(code: KafkaErrorCode(rawValue: rd_kafka_last_error().rawValue))
        }
        defer { unsafe rd_kafka_consume_stop(topic, partition.number) }
        var records: [KafkaReceivedRecord] = []
        while deadline > .now, records.count < maximum {
            let wait = min(.milliseconds(200), deadline - .now + .milliseconds(1)).milliseconds
            guard let event = unsafe rd_kafka_queue_poll(queue, wait) else { continue }
            defer { unsafe rd_kafka_event_destroy(event) }
            if unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR {
                if try unsafe isEnd(event) { break }
            } else {
                while let message = unsafe rd_kafka_event_message_next(event), records.count < maximum {
                    records.append(unsafe RDRecords.record(message, partition))
                }
            }
        }
        return records
    }

    /// True at the log's end; throws what will not pass by itself.
    @unsafe private func isEnd(_ event: OpaquePointer) throws(KafkaError) -> Bool {
        if unsafe rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__PARTITION_EOF { return true }
        let error = unsafe eventError(event)
        if error.code == .autoOffsetReset { throw KafkaError(code: .offsetOutOfRange, message: error.message) }
        if error.isFatal || !error.isRetriable { throw error }
        return false
    }

    func close() {
        guard handle.refuse() else { return }
        RDThread.start { [self] in
            if let client = unsafe handle.retire() { unsafe rd_kafka_destroy(client) }
        }
    }
}

import CLibrdkafka

/// What librdkafka itself can do, to hold our producer against: the plainest loop of its C calls.
package enum KafkaYardstick {
    /// Produces `count` records, the given batches over and over, with the producer's own settings, and returns how
    /// many were acknowledged in a second, between the first report and the last.
    ///
    /// Nothing is kept of a report but that it came.
    ///
    /// - Throws: `KafkaError` when a record is not taken or not acknowledged.
    package static func produce(_ batches: [KafkaPackedRecords], count: Int, to configuration: KafkaConfiguration)
        async throws -> Double
    {
        try await RDThread.run { () throws(KafkaError) in try loop(batches, count, configuration) }
    }

    private static func loop(_ batches: [KafkaPackedRecords], _ count: Int, _ configuration: KafkaConfiguration)
        throws(KafkaError) -> Double
    {
        let client = unsafe try RDConfiguration.client(
            .producer,
            configuration,
            defaults: RDProducer.defaults,
            optional: RDProducer.optional,
            events: RD_KAFKA_EVENT_DR
        )
        let queue = unsafe rd_kafka_queue_get_main(client)
        defer {
            unsafe rd_kafka_queue_destroy(queue)
            unsafe rd_kafka_destroy(client)
        }
        var begin: (time: ContinuousClock.Instant, count: Int)?
        var (sent, acknowledged) = (0, 0)
        while sent < count {
            for batch in batches where sent < count {
                let part = min(batch.count, count - sent)
                unsafe try produce(batch, part, client, queue, &acknowledged)
                sent += part
                while unsafe try takeReports(queue, 0, &acknowledged) {}
                if begin == nil, acknowledged > 0 { begin = (.now, acknowledged) }
            }
        }
        while acknowledged < count { _ = unsafe try takeReports(queue, 100, &acknowledged) }
        guard let begin else { throw KafkaError(code: .state) }
        let (seconds, attoseconds) = (ContinuousClock.now - begin.time).components
        return Double(count - begin.count) / (Double(seconds) + Double(attoseconds) / 1e18)
    }

    @unsafe private static func produce(
        _ batch: KafkaPackedRecords,
        _ count: Int,
        _ client: OpaquePointer,
        _ queue: OpaquePointer?,
        _ acknowledged: inout Int
    ) throws(KafkaError) {
        guard let topic = unsafe rd_kafka_topic_new(client, batch.topic, nil) else { throw KafkaError(code: .state) }
        defer { unsafe rd_kafka_topic_destroy(topic) }
        var next = 0
        while next < count {
            let code = unsafe RDPackedView.with(batch) { view in
                while next < count {
                    let code = unsafe view.produce(
                        next,
                        to: topic,
                        batch.partition,
                        of: client,
                        DeliveryTag(batch: 1, index: 0)
                    )
                    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return code }
                    next += 1
                }
                return RD_KAFKA_RESP_ERR_NO_ERROR
            }
            if code == RD_KAFKA_RESP_ERR__QUEUE_FULL {
                _ = unsafe try takeReports(queue, 100, &acknowledged)
            } else {
                try KafkaError.check(code)
            }
        }
    }

    /// False when there were none in time.
    @unsafe private static func takeReports(_ queue: OpaquePointer?, _ milliseconds: Int32, _ count: inout Int)
        throws(KafkaError) -> Bool
    {
        guard let event = unsafe rd_kafka_queue_poll(queue, milliseconds) else { return false }
        defer { unsafe rd_kafka_event_destroy(event) }
        guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR else { return true }
        while let message = unsafe rd_kafka_event_message_next(event) {
            try KafkaError.check(unsafe message.pointee.err)
            count += 1
        }
        return true
    }
}

/// An idempotent producer: records of a partition arrive in the order they were enqueued, each once, or not at all.
///
/// Bounded by `queue.buffering.max.messages` and `queue.buffering.max.kbytes` (keys, values and headers counted); who
/// comes when it is full waits for delivery reports. Close it; a producer that is only dropped gives up its queue.
package final class KafkaProducer: Sendable {
    private let producer: RDProducer

    /// A producer with a thread of its own.
    ///
    /// Statistics come every 5 s unless `statistics.interval.ms` says otherwise.
    ///
    /// Defaults: idempotence, all acknowledgements, no message timeout, 5 ms linger, lz4, Java's partitioner. Throws
    /// `invalidArgument` naming the property that is not accepted.
    package init(
        _ configuration: KafkaConfiguration,
        log: @escaping KafkaLog = { _ in },
        onStatistics: (@Sendable (KafkaStatistics) -> Void)? = nil
    ) throws(KafkaError) {
        producer = try RDProducer(configuration, RDEventSink(log: log, onStatistics: onStatistics))
    }

    deinit { producer.close(within: .zero) }

    /// Sends one record and waits for its acknowledgement.
    ///
    /// Throws `KafkaDeliveryFailure`, `KafkaError` when closed, or `CancellationError`, after which the record may still
    /// be written if it was enqueued already.
    package func send(_ record: KafkaRecord) async throws -> KafkaDelivery {
        let result = try await enqueue([record]).reports().first
        guard let result else { throw KafkaError.closed }
        if case .failure(let failure) = result, failure.error.code == .cancelled { throw CancellationError() }
        return try result.get()
    }

    /// Enqueues the records in order, waiting while the queue is full, and returns as soon as all are enqueued.
    ///
    /// Throws `CancellationError` or `KafkaError` only while nothing is enqueued. Later trouble is in the reports: from
    /// the first record that is refused on, none of the batch is sent, so order has no holes.
    package func enqueue(_ records: [KafkaRecord]) async throws -> KafkaBatchDelivery {
        let isOneTopic = records.allSatisfy { $0.topic == records[0].topic }
        let topics = isOneTopic ? [records.first?.topic ?? ""] : records.map(\.topic)
        return try await enqueue(topics, records.map(\.size)) { producer, range, batch in
            producer.produce(records, range, batch: batch)
        }
    }

    /// The same for packed records.
    package func enqueue(_ records: KafkaPackedRecords) async throws -> KafkaBatchDelivery {
        try await enqueue([records.topic], records.sizes) { producer, range, batch in
            producer.produce(records, range, batch: batch)
        }
    }

    /// Hands records over as credit allows; `produce` says how many of a range librdkafka took.
    private func enqueue(
        _ topics: [String],
        _ sizes: [Int],
        _ produce: (RDProducer, Range<Int>, UInt64) -> (count: Int, error: KafkaErrorCode?)
    ) async throws -> KafkaBatchDelivery {
        precondition(sizes.count < DeliveryTag.maximumRecords, "A batch has at most 2^24 records.")
        let batch = KafkaBatchDelivery(topics: topics, sizes: sizes)
        guard !sizes.isEmpty else { return batch }
        try await producer.gate.enter()
        defer { producer.gate.leave() }
        let number = producer.gate.register(batch)
        let (count, refusal) = await handOver(sizes) { produce(producer, $0, number) }
        guard let refusal else { return batch }
        if batch.refuse(from: count, because: refusal, others: .notAttempted) { producer.gate.forget(number) }
        if count == 0, refusal.code == .cancelled { throw CancellationError() }
        if count == 0, refusal.code == .closed { throw refusal }
        return batch
    }

    private func handOver(_ sizes: [Int], _ produce: (Range<Int>) -> (count: Int, error: KafkaErrorCode?)) async
        -> (Int, KafkaError?)
    {
        var next = 0
        while next < sizes.count {
            let granted: Int
            switch await producer.gate.admit(sizes[next...]) {
            case .granted(let count): granted = count
            case .refused(let error): return (next, error)
            }
            let (count, code) = produce(next..<next + granted)
            let end = next + granted
            next += count
            guard let code else { continue }
            producer.gate.release(messages: end - next, bytes: sizes[next..<end].reduce(0, +))
            guard code == .queueFull else { return (next, producer.fatalError ?? KafkaError(code: code)) }
            await producer.gate.waitForReport()
        }
        return (next, nil)
    }

    /// Gives up on everything queued or in flight; the reports say `purgedFromQueue` or `purgedInFlight`.
    package func purge() { producer.purge() }

    /// The error after which this producer can do nothing more, if there was one.
    package var fatalError: KafkaError? { producer.fatalError }

    /// How many records, and bytes of them, may be enqueued and not yet reported; then `enqueue` waits.
    package var capacity: (records: Int, bytes: Int) { producer.gate.capacity }

    /// How many records are enqueued and not yet reported.
    package var outstanding: Int { producer.gate.outstanding }

    /// Lets nothing new in, delivers what is enqueued until the limit, gives up on the rest, frees everything.
    ///
    /// Returns the number of records that were given up. Takes at most two seconds longer than the limit. Every report
    /// and every waiting task is answered.
    @discardableResult
    package func close(within limit: Duration) async -> Int {
        producer.close(within: limit)
        return await producer.closed.wait()
    }
}

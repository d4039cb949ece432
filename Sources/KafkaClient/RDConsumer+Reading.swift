import CLibrdkafka
import Synchronization

/// The reader's side: takes what was fetched, waits when there is nothing.
extension RDConsumer {
    func nextBatch(_ maximum: Int, within limit: Duration) async throws -> KafkaBatch {
        try state.withLock { state throws(KafkaError) in
            if state.isReading { throw KafkaError.secondReader }
            state.isReading = true
        }
        defer { state.withLock { $0.isReading = false } }
        let deadline = ContinuousClock.now + limit
        while true {
            try Task.checkCancellation()
            let batch = try drain(maximum)
            if !batch.isEmpty || deadline <= .now { return batch }
            let waiter = ResumeOnce<Wake>()
            try await register(waiter, deadline)
            switch await waiter.wait(cancelled: .cancelled) {
            case .ready: continue
            case .timedOut: return KafkaBatch(records: [], outOfRange: [])
            case .cancelled: throw CancellationError()
            case .closed: throw KafkaError.closed
            }
        }
    }

    /// The queue signals only when it stops being empty, so it is looked at again after the waiter is in place.
    private func register(_ waiter: ResumeOnce<Wake>, _ deadline: ContinuousClock.Instant) async throws {
        let isReady = try state.withLock { state throws(KafkaError) in
            if state.isClosed { throw KafkaError.closed }
            state.waiter = (waiter, deadline)
            return !state.outOfRange.isEmpty || state.problem != nil
        }
        let length = unsafe handle.use { _ in unsafe rd_kafka_queue_length(records) } ?? 0
        let hasStrays = intake.withLock { !$0.strays.isEmpty }
        if isReady || hasStrays || length > 0 { waiter.give(.ready) } else { wakeThread() }
    }

    private func drain(_ maximum: Int) throws(KafkaError) -> KafkaBatch {
        let (problem, isClosed) = state.withLock { state in
            defer { if state.problem?.isFatal != true { state.problem = nil } }
            return (state.problem, state.isClosed)
        }
        if isClosed { throw .closed }
        if let problem { throw problem }
        let records = intake.withLock { intake in drain(maximum, &intake) }
        let outOfRange = state.withLock { state in
            defer { state.outOfRange = [] }
            return state.outOfRange.filter { state.assigned.contains($0) }
        }
        return KafkaBatch(records: records, outOfRange: outOfRange)
    }

    private func drain(_ maximum: Int, _ intake: inout Intake) -> [KafkaReceivedRecord] {
        // Read under the intake's lock, under which alone the assignment changes.
        let (assigned, paused) = state.withLock { ($0.assigned, $0.paused) }
        var found: [KafkaReceivedRecord] = []
        for record in intake.strays where assigned.contains(record.partition) {
            if paused.contains(record.partition) {
                intake.drop(record.partition, record.offset)
            } else {
                found.append(record)
            }
        }
        intake.strays = []
        var run = (partition: KafkaPartition(topic: "", number: -1), isOurs: false, isPaused: false)
        while found.count < maximum {
            let event = unsafe handle.use { _ in unsafe rd_kafka_queue_poll(records, 0) } ?? nil
            guard let event = unsafe event else { break }
            defer { unsafe rd_kafka_event_destroy(event) }
            guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_FETCH else {
                unsafe serveError(event)
                continue
            }
            while let message = unsafe rd_kafka_event_message_next(event) {
                let partition = unsafe intake.records.partition(message)
                if partition != run.partition {
                    run = (partition, assigned.contains(partition), paused.contains(partition))
                }
                guard run.isOurs else { continue }
                if run.isPaused {
                    intake.drop(partition, unsafe message.pointee.offset)
                } else {
                    found.append(unsafe RDRecords.record(message, partition))
                }
            }
        }
        return found
    }

    /// Sorts an error event: out of range, something the reader must know, or a line in the log.
    @unsafe func serveError(_ event: OpaquePointer) {
        guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR else { return unsafe sink.serve(event) }
        let error = unsafe eventError(event)
        sink.error(error)
        if let entry = unsafe rd_kafka_event_topic_partition(event) {
            defer { unsafe rd_kafka_topic_partition_destroy(entry) }
            let partition = unsafe KafkaPartition(
                topic: String(cString: entry.pointee.topic),
                number: entry.pointee.partition
            )
            // _AUTO_OFFSET_RESET: the policy is never to reset, so the reader decides.
            if error.code == .autoOffsetReset || error.code == .offsetOutOfRange {
                state.withLock { state in
                    state.outOfRange.append(partition)
                    state.stopped.insert(partition)
                }
                return wakeReader(.ready)
            }
        }
        let isForReader =
            error.isFatal || error.code == .topicAuthorizationFailed
            || error.code == .groupAuthorizationFailed
        guard isForReader else { return }
        state.withLock { $0.problem = error }
        wakeReader(.ready)
    }
}

extension RDConsumer.Intake {
    /// Notes where a paused partition goes on when it is resumed.
    mutating func drop(_ partition: KafkaPartition, _ offset: Int64) {
        if dropped[partition] == nil { dropped[partition] = offset }
    }
}

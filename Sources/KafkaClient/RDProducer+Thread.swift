import CLibrdkafka
import Synchronization

/// The producer's thread: serves every event until told to stop, then takes the client down.
extension RDProducer {
    func run() {
        while !isStopping.load(ordering: .acquiring) { unsafe serve(rd_kafka_queue_poll(events, 1000)) }
        while let event = unsafe rd_kafka_queue_poll(events, 0) { unsafe serve(event) }
        _ = unsafe handle.retire()
        for batch in gate.abandon() { batch.abandon() }
        unsafe destroy()
        closed.give(gate.undelivered)
    }

    @unsafe private func serve(_ event: OpaquePointer?) {
        guard let event = unsafe event else { return }
        guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR else {
            unsafe sink.serve(event)
            unsafe rd_kafka_event_destroy(event)
            return
        }
        let entered = unsafe enter(event)
        // librdkafka lowers its own count when the event is destroyed, so credit comes after.
        unsafe rd_kafka_event_destroy(event)
        gate.release(messages: entered.messages, bytes: entered.bytes, failures: entered.failures)
        for batch in entered.complete { batch.finish() }
    }

    /// What one event with reports comes to.
    private struct Entered {
        var messages = 0
        var bytes = 0
        var failures = 0
        var complete: [KafkaBatchDelivery] = []
    }

    /// Enters all reports of the event, run by run of the same batch.
    @unsafe private func enter(_ event: OpaquePointer) -> Entered {
        var entered = Entered()
        var run: [(index: Int, report: KafkaBatchDelivery.Report)] = []
        var batch: UInt64 = 0
        while let message = unsafe rd_kafka_event_message_next(event) {
            let tag = DeliveryTag(word: UInt(bitPattern: unsafe message.pointee._private))
            if tag.batch != batch {
                enter(run, batch, &entered)
                run.removeAll(keepingCapacity: true)
                batch = tag.batch
            }
            let report = unsafe report(message)
            entered.messages += 1
            if report.status != .delivered { entered.failures += 1 }
            run.append((tag.index, report))
        }
        enter(run, batch, &entered)
        return entered
    }

    private func enter(
        _ run: [(index: Int, report: KafkaBatchDelivery.Report)],
        _ number: UInt64,
        _ entered: inout Entered
    ) {
        guard !run.isEmpty, let batch = gate.batch(number) else { return }
        let (bytes, isComplete) = batch.enter(run)
        entered.bytes += bytes
        guard isComplete else { return }
        gate.forget(number)
        entered.complete.append(batch)
    }

    @unsafe private func report(_ message: UnsafePointer<rd_kafka_message_t>) -> KafkaBatchDelivery.Report {
        var report = KafkaBatchDelivery.Report()
        report.offset = unsafe message.pointee.offset
        report.partition = unsafe message.pointee.partition
        report.code = unsafe message.pointee.err.rawValue
        guard report.code != 0 else {
            report.status = .delivered
            return report
        }
        switch unsafe rd_kafka_message_status(message) {
        case RD_KAFKA_MSG_STATUS_NOT_PERSISTED: report.status = .notPersisted
        case RD_KAFKA_MSG_STATUS_PERSISTED: report.status = .persisted
        default: report.status = .possiblyPersisted
        }
        return report
    }

    /// Sends what is queued until the deadline, gives up on the rest, and lets the thread end.
    ///
    /// Flush has a thread of its own, because it waits for a count that only the events' thread lowers.
    func close(within limit: Duration) {
        guard gate.close() else { return }
        RDThread.start { [self] in
            _ = unsafe handle.use { client in unsafe rd_kafka_flush(client, limit.milliseconds) }
            if gate.outstanding > 0 {
                purge()
                _ = unsafe handle.use { client in unsafe rd_kafka_flush(client, 2000) }
            }
            isStopping.store(true, ordering: .releasing)
            _ = unsafe handle.use { _ in unsafe rd_kafka_queue_yield(events) }
        }
    }

    /// Gives up on everything queued or in flight; the reports say so.
    func purge() {
        _ = unsafe handle.use { client in
            unsafe rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        }
    }
}

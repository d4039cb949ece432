import CLibrdkafka
import Synchronization

/// The consumer's thread: polls without pause, serves rebalances and commands, takes the client down.
extension RDConsumer {
    func run() {
        let membership = RDMembership(self)
        while !membership.isOver {
            let wait = membership.isLeaving ? .milliseconds(20) : untilNextDeadline(membership.deadline)
            serve(upTo: 1000, wait.milliseconds, membership)
            for command in state.withLock({ state in
                defer { state.commands = [] }
                return state.commands
            }) {
                membership.execute(command)
            }
            membership.advance()
            expireReader()
        }
        membership.noteHalfJoined()
        finish(membership)
    }

    /// At most a second; less when the reader or a listener runs out of time before.
    ///
    /// Rounded up, so as not to spin.
    private func untilNextDeadline(_ other: ContinuousClock.Instant?) -> Duration {
        let reader = state.withLock { $0.waiter?.deadline }
        let earliest = [reader, other].compactMap { $0 }.min()
        guard let earliest else { return .seconds(1) }
        return min(.seconds(1), max(.zero, earliest - .now + .milliseconds(1)))
    }

    private func expireReader() {
        let isLate = state.withLock { state in state.waiter.map { $0.deadline <= .now } ?? false }
        if isLate { wakeReader(.timedOut) }
    }

    /// Waits for the first event only.
    private func serve(upTo maximum: Int, _ milliseconds: Int32, _ membership: RDMembership) {
        for index in 0..<maximum {
            let event = unsafe rd_kafka_queue_poll(events, index == 0 ? milliseconds : 0)
            guard let event = unsafe event else { return }
            unsafe serve(event, membership)
        }
    }

    @unsafe private func serve(_ event: OpaquePointer, _ membership: RDMembership) {
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE: unsafe membership.enqueue(event)
        case RD_KAFKA_EVENT_FETCH:
            // Fetched before its partition was forwarded to the records' queue; still comes before what is there.
            intake.withLock { intake in
                while let message = unsafe rd_kafka_event_message_next(event) {
                    let partition = unsafe intake.records.partition(message)
                    intake.strays.append(unsafe RDRecords.record(message, partition))
                }
            }
            unsafe rd_kafka_event_destroy(event)
            wakeReader(.ready)
        default:
            unsafe serveError(event)
            unsafe rd_kafka_event_destroy(event)
        }
    }

    private func finish(_ membership: RDMembership) {
        let commands = state.withLock { state in
            state.isClosed = true
            state.assigned = []
            defer { state.commands = [] }
            return state.commands
        }
        for case .reposition(_, _, let reply) in commands { reply.give(.failure(KafkaError.closed)) }
        wakeReader(.closed)
        _ = unsafe handle.retire()
        if membership.isHalfJoined {
            unsafe rd_kafka_queue_cb_event_enable(records, nil, nil)
            sink.line(.warning, "CLOSE", "The client left its group before its first assignment and is not freed.")
        } else {
            unsafe destroy()
        }
        closed.give(())
    }
}

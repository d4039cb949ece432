import CLibrdkafka
import Synchronization

/// The consumer's handle and what its thread and its reader share.
///
/// Records and everything else travel apart: partitions are forwarded to `records`, which the reader drains without
/// blocking and which signals when it is no longer empty; `events` has rebalances, errors, logs and statistics and is
/// polled by the thread without pause, which also keeps the membership alive.
///
/// Unchecked: the pointers are constant, and `handle` keeps their use and their end apart.
@safe final class RDConsumer: @unchecked Sendable {
    enum Wake: Sendable { case ready, timedOut, cancelled, closed }

    enum Command: Sendable {
        case assign(rebalance: Int, [KafkaPartition: KafkaOffset])
        case proceed(rebalance: Int)
        case reposition(KafkaPartition, Int64, ResumeOnce<Result<Void, any Error>>)
        case pause([KafkaPartition])
        case resume([KafkaPartition])
        case close(ContinuousClock.Instant)
    }

    struct State {
        var assigned: Set<KafkaPartition> = []
        /// Paused by the owner; what librdkafka still hands over of them is dropped and fetched again on resume.
        var paused: Set<KafkaPartition> = []
        /// Partitions whose fetching has stopped, since their position is out of range.
        var stopped: Set<KafkaPartition> = []
        var isReading = false
        var isClosed = false
        var waiter: (wake: ResumeOnce<Wake>, deadline: ContinuousClock.Instant)?
        var outOfRange: [KafkaPartition] = []
        var problem: KafkaError?
        var commands: [Command] = []
    }

    struct Intake {
        var records = RDRecords()
        var strays: [KafkaReceivedRecord] = []
        /// The first offset that was dropped of a paused partition.
        var dropped: [KafkaPartition: Int64] = [:]
    }

    let handle: RDHandle
    let sink: RDEventSink
    let listener: any KafkaRebalanceListener
    let revokeBudget: Duration
    let state = Mutex(State())
    /// Held while records are drained and while the assignment changes, so that neither sees half of the other.
    ///
    /// Taken before `state`, never after it.
    let intake = Mutex(Intake())
    let closed = Completion<Void>()
    let client: OpaquePointer
    let events: OpaquePointer
    let records: OpaquePointer

    init(
        _ configuration: KafkaConfiguration,
        group: String,
        topics: [String],
        listener: any KafkaRebalanceListener,
        _ sink: RDEventSink
    ) throws(KafkaError) {
        var defaults = [
            "partition.assignment.strategy": "cooperative-sticky", "queued.max.messages.kbytes": "16384",
            "isolation.level": "read_committed", "fetch.wait.max.ms": "100",
            // A topic that another service is about to make is noticed soon; the usual five minutes are not soon.
            "topic.metadata.refresh.interval.ms": "10000",
        ]
        if sink.onStatistics != nil { defaults["statistics.interval.ms"] = "5000" }
        let client = unsafe try RDConfiguration.client(
            .consumer,
            configuration,
            defaults: defaults,
            fixed: [
                "group.id": group, "enable.auto.commit": "false", "enable.auto.offset.store": "false",
                "auto.offset.reset": "error", "enable.partition.eof": "false",
            ],
            events: RD_KAFKA_EVENT_REBALANCE | RDEventSink.kinds
        )
        unsafe rd_kafka_poll_set_consumer(client)
        unsafe self.client = unsafe client
        unsafe events = unsafe rd_kafka_queue_get_consumer(client)
        unsafe records = unsafe rd_kafka_queue_new(client)
        handle = unsafe RDHandle(client)
        self.sink = sink
        self.listener = listener
        let interval = configuration.properties["max.poll.interval.ms"].flatMap { Int($0) } ?? 300_000
        revokeBudget = .milliseconds(interval / 2)
        unsafe rd_kafka_queue_cb_event_enable(
            records,
            { _, consumer in unsafe RDConsumer.signal(consumer) },
            Unmanaged.passUnretained(self).toOpaque()
        )
        do {
            try unsafe RDPartitionList.with(topics.map { (KafkaPartition(topic: $0, number: -1), 0) }) {
                (list) throws(KafkaError) in
                try KafkaError.check(unsafe rd_kafka_subscribe(client, list))
            }
        } catch {
            unsafe destroy()
            throw error
        }
        RDThread.start { self.run() }
    }

    /// Called by librdkafka's threads with the queue's lock held: it must not call librdkafka.
    @unsafe private static func signal(_ consumer: UnsafeMutableRawPointer?) {
        guard let consumer = unsafe consumer else { return }
        unsafe Unmanaged<RDConsumer>.fromOpaque(consumer).takeUnretainedValue().wakeReader(.ready)
    }

    /// Answers the waiting reader, if there is one.
    func wakeReader(_ wake: Wake) {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.wake.give(wake)
    }

    /// Gives the thread something to do.
    func post(_ command: Command) {
        state.withLock { $0.commands.append(command) }
        wakeThread()
    }

    func wakeThread() {
        _ = unsafe handle.use { _ in unsafe rd_kafka_queue_yield(events) }
    }

    /// Frees all.
    ///
    /// Only once, and after the handle has retired or before anyone else had it.
    @unsafe func destroy() {
        unsafe rd_kafka_queue_cb_event_enable(records, nil, nil)
        unsafe rd_kafka_queue_destroy(records)
        unsafe rd_kafka_queue_destroy(events)
        unsafe rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }
}

import CLibrdkafka
import Synchronization

/// The consumer's part in its group.
///
/// Lives on the consumer's thread alone.
///
/// A rebalance event is held while the listener works in a task; the thread goes on polling meanwhile. librdkafka
/// sends no second one before the first is answered, except when the membership is lost, so they are queued.
@safe final class RDMembership {
    enum Kind { case assign, revoke, lost }

    @safe struct Rebalance {
        let number: Int
        let kind: Kind
        let event: OpaquePointer
        let partitions: [KafkaPartition]
        let task: Task<Void, Never>
        let deadline: ContinuousClock.Instant?
    }

    enum Phase {
        case member
        /// Waits a moment for the first assignment, see ``isHalfJoined``.
        case lingering(until: ContinuousClock.Instant, ContinuousClock.Instant)
        case leaving(ContinuousClock.Instant)
        case closing(ContinuousClock.Instant)
        case over
    }

    let consumer: RDConsumer
    var phase = Phase.member
    var current: Rebalance?
    var pending = unsafe Queue<OpaquePointer>()
    var number = 0
    var isCooperative: Bool?
    /// Whether it left the group between joining and its first assignment.
    ///
    /// Destroying such a client fails an assertion in librdkafka below 2.3 (issue 4312), which ends the process.
    private(set) var isHalfJoined = false

    init(_ consumer: RDConsumer) { self.consumer = consumer }

    var isOver: Bool { if case .over = phase { true } else { false } }
    var isLeaving: Bool { if case .member = phase { false } else { true } }
    var deadline: ContinuousClock.Instant? { current?.deadline }

    @unsafe func enqueue(_ event: OpaquePointer) { unsafe pending.append(event) }

    func execute(_ command: RDConsumer.Command) {
        switch command {
        case .assign(let number, let offsets):
            if number == current?.number { answer { assign($0, offsets) } }
        case .proceed(let number):
            if number == current?.number { answer { unassign($0) } }
        case .reposition(let partition, let offset, let reply):
            reply.give(Result { try reposition(partition, offset) })
        case .pause(let partitions): pause(partitions)
        case .resume(let partitions): resume(partitions)
        case .close(let deadline): leave(by: deadline)
        }
    }

    /// Takes the next step that is due: the next rebalance, a listener out of time, the end.
    func advance() {
        if let rebalance = current, let deadline = rebalance.deadline, deadline <= .now {
            rebalance.task.cancel()
            consumer.sink.line(.error, "REBALANCE", "The listener took too long; its partitions leave now.")
            answer { unassign($0) }
        }
        while current == nil, let event = unsafe pending.popFirst() { unsafe begin(event) }
        switch phase {
        case .member, .over: return
        case .lingering(let end, let deadline):
            guard number > 0 && current == nil || !hasMemberID || end <= .now else { return }
            phase = .leaving(deadline)
            noteHalfJoined()
            log(unsafe rd_kafka_unsubscribe(consumer.client))
        case .leaving(let deadline):
            if deadline <= .now {
                phase = .over
            } else if current == nil, assignmentCount == 0 {
                // Only now: closing while an assign is under way hangs in librdkafka below 2.4.
                unsafe log(rd_kafka_consumer_close_queue(consumer.client, consumer.events))
                phase = .closing(deadline)
            }
        case .closing(let deadline):
            if unsafe rd_kafka_consumer_closed(consumer.client) != 0 || deadline <= .now { phase = .over }
        }
        if isOver { abandon() }
    }

    /// Later the id may be gone, so it counts that it was seen once.
    func noteHalfJoined() { isHalfJoined = number == 0 && (isHalfJoined || hasMemberID) }

    /// The group has answered the request to join.
    private var hasMemberID: Bool {
        guard let id = unsafe rd_kafka_memberid(consumer.client) else { return false }
        defer { unsafe rd_kafka_mem_free(consumer.client, id) }
        return unsafe id.pointee != 0
    }
}

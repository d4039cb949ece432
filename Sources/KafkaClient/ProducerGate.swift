import Synchronization

/// Who may produce, how much, and what is still on its way.
///
/// No C in here, and nothing that blocks.
///
/// One batch at a time passes, first come first served, so batches never interleave. Whoever passes takes credit for
/// its records; delivery reports give it back.
final class ProducerGate: Sendable {
    enum Wake: Sendable { case go, cancelled, closed }

    enum Admission {
        case granted(Int)
        case refused(KafkaError)
    }

    private struct State {
        var isHeld = false
        var isClosed = false
        var turns = Queue<ResumeOnce<Wake>>()
        var creditWaiter: ResumeOnce<Wake>?
        var messages = 0
        var bytes = 0
        var nextBatch: UInt64 = 1
        var batches: [UInt64: KafkaBatchDelivery] = [:]
        var undelivered = 0
    }

    private let state = Mutex(State())
    private let maximumMessages: Int
    private let maximumBytes: Int

    init(maximumMessages: Int, maximumBytes: Int) {
        self.maximumMessages = max(1, maximumMessages)
        self.maximumBytes = max(1, maximumBytes)
    }

    var capacity: (records: Int, bytes: Int) { (maximumMessages, maximumBytes) }
    var outstanding: Int { state.withLock { $0.messages } }
    var undelivered: Int { state.withLock { $0.undelivered } }

    /// Waits for the turn; every successful call is followed by `leave`.
    func enter() async throws {
        try Task.checkCancellation()
        let turn = try state.withLock { state throws(KafkaError) -> ResumeOnce<Wake>? in
            if state.isClosed { throw KafkaError.closed }
            guard state.isHeld else {
                state.isHeld = true
                return nil
            }
            let turn = ResumeOnce<Wake>()
            state.turns.append(turn)
            return turn
        }
        guard let turn else { return }
        switch await turn.wait(cancelled: .cancelled) {
        case .go: return
        case .cancelled: throw CancellationError()
        case .closed: throw KafkaError.closed
        }
    }

    /// Hands the turn to the next one who still waits for it.
    func leave() {
        while true {
            let next = state.withLock { state -> ResumeOnce<Wake>? in
                let next = state.turns.popFirst()
                if next == nil { state.isHeld = false }
                return next
            }
            guard let next, !next.give(.go) else { return }
        }
    }

    /// Waits until at least the first of these records may be produced, and takes credit for all that may.
    func admit(_ sizes: ArraySlice<Int>) async -> Admission {
        while true {
            let waiter = ResumeOnce<Wake>()
            if let admission = take(sizes, orWaitWith: waiter) { return admission }
            switch await waiter.wait(cancelled: .cancelled) {
            case .go: continue
            case .cancelled: return .refused(.cancelled)
            case .closed: return .refused(.closed)
            }
        }
    }

    private func take(_ sizes: ArraySlice<Int>, orWaitWith waiter: ResumeOnce<Wake>) -> Admission? {
        state.withLock { state in
            if state.isClosed { return .refused(.closed) }
            var count = 0
            for size in sizes {
                // A record larger than the whole bound still passes, alone.
                let fits = state.messages < maximumMessages && state.bytes + size <= maximumBytes
                guard fits || state.messages == 0 else { break }
                state.messages += 1
                state.bytes += size
                count += 1
            }
            if count > 0 { return .granted(count) }
            state.creditWaiter = waiter
            return nil
        }
    }

    /// Waits for the next report, whatever the credit says: librdkafka itself had no room.
    func waitForReport() async {
        let waiter = ResumeOnce<Wake>()
        let isPointless = state.withLock { state in
            state.creditWaiter = waiter
            return state.isClosed || state.messages == 0
        }
        if !isPointless { _ = await waiter.wait(cancelled: .cancelled) }
    }

    /// Gives credit back and wakes the one who waits for it.
    func release(messages: Int, bytes: Int, failures: Int = 0) {
        let waiter = state.withLock { state -> ResumeOnce<Wake>? in
            state.messages -= messages
            state.bytes -= bytes
            if state.isClosed { state.undelivered += failures }
            defer { state.creditWaiter = nil }
            return state.creditWaiter
        }
        waiter?.give(.go)
    }

    /// Keeps the batch until its last report and returns its number.
    func register(_ batch: KafkaBatchDelivery) -> UInt64 {
        state.withLock { state in
            defer { state.nextBatch += 1 }
            state.batches[state.nextBatch] = batch
            return state.nextBatch
        }
    }

    func batch(_ number: UInt64) -> KafkaBatchDelivery? { state.withLock { $0.batches[number] } }

    func forget(_ number: UInt64) { _ = state.withLock { $0.batches.removeValue(forKey: number) } }

    /// Lets nobody in any more; false if it was closed before.
    func close() -> Bool {
        let (isFirst, waiting) = state.withLock { state -> (Bool, [ResumeOnce<Wake>]) in
            guard !state.isClosed else { return (false, []) }
            state.isClosed = true
            var waiting = [state.creditWaiter].compactMap { $0 }
            state.creditWaiter = nil
            while let turn = state.turns.popFirst() { waiting.append(turn) }
            return (true, waiting)
        }
        for waiter in waiting { waiter.give(.closed) }
        return isFirst
    }

    /// Every batch that still lacks reports, when none can come any more.
    func abandon() -> [KafkaBatchDelivery] {
        state.withLock { state in
            state.undelivered += state.messages
            state.messages = 0
            defer { state.batches = [:] }
            return Array(state.batches.values)
        }
    }
}

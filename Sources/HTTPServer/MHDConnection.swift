import CMicroHTTPD
import Glibc
import Synchronization

/// One connection and the request on it, as a small state machine.
///
/// libmicrohttpd's thread drives it (`began`, `received`, `proceed`, `completed`, `closed`); a task or the clock
/// answers. Whoever moves it out of `working` has the only right to resume the connection.
final class MHDConnection: Sendable {
    private enum Phase {
        /// Nothing of a request, or a part of its head, has arrived.
        case idle
        case receiving(RequestHead)
        /// Reading the rest of a body so that the client gets to read why it was refused.
        case discarding(HTTPResponse, count: Int)
        /// Suspended, a task works on it.
        case working
        case answered(HTTPResponse)
        case sending
        case streaming(MHDStream)
        case cut
    }

    private struct State {
        var phase = Phase.idle
        var since: ContinuousClock.Instant
        var body: [UInt8] = []
        /// Bytes of the shared body budget that this request holds.
        var reservedBytes = 0
        /// Tells the answer to this request from a late one to an earlier request.
        var generation = 0
        var task: Task<Void, Never>?

        mutating func enter(_ phase: Phase) {
            self.phase = phase
            since = .now
        }
    }

    private let daemon: MHDDaemon
    private let handle: MHDConnectionHandle
    private let peerAddress: String
    private let state = Mutex(State(since: .now))

    init(_ handle: MHDConnectionHandle, of daemon: MHDDaemon) {
        self.handle = handle
        self.daemon = daemon
        peerAddress = handle.peerAddress
    }
}

// MARK: - Called by libmicrohttpd's thread

extension MHDConnection {
    /// The head has arrived.
    func began(_ head: Result<RequestHead, Refusal>) -> MHD_Result {
        daemon.counters.requests.increment()
        daemon.counters.exchanges.add(1, ordering: .acquiringAndReleasing)
        switch head {
        case .failure(let refusal): return refuse(refusal)
        case .success(let head):
            let excess = (head.contentLength ?? 0) - daemon.configuration.maximumBodyBytes
            if excess > Self.longestDiscard { return refuse(Self.tooLarge) }
            state.withLock { state in
                state.enter(excess > 0 ? .discarding(Self.tooLarge.response, count: 0) : .receiving(head))
            }
            if excess > 0 { daemon.counters.refused.increment() }
            return MHD_Result.YES
        }
    }

    /// A part of the body has arrived.
    ///
    /// Answering is possible only behind the body's end, so a refused body is read on, but not for ever.
    func received(_ part: UnsafeRawBufferPointer) -> MHD_Result {
        let configuration = daemon.configuration
        return state.withLock { state in
            switch state.phase {
            case .receiving:
                if state.body.count + part.count > configuration.maximumBodyBytes {
                    daemon.counters.refused.increment()
                    discard(&state, Self.tooLarge.response)
                } else if ServerCounters.take(
                    daemon.counters.bufferedBytes,
                    upTo: configuration.maximumBufferedBytes,
                    amount: part.count
                ) {
                    state.reservedBytes += part.count
                    unsafe state.body.append(contentsOf: part)
                } else {
                    daemon.counters.overloaded.increment()
                    discard(&state, Self.overloaded)
                }
                return MHD_Result.YES
            case .discarding(let response, let count):
                state.phase = .discarding(response, count: count + part.count)
                return count <= configuration.maximumBodyBytes + Self.longestDiscard ? MHD_Result.YES : MHD_Result.NO
            case .idle, .working, .answered, .sending, .streaming, .cut: return MHD_Result.NO
            }
        }
    }

    /// The whole request has arrived, or the connection was resumed with an answer.
    func proceed() -> MHD_Result {
        enum Step {
            case work(RequestHead, [UInt8])
            case send(HTTPResponse)
            case wait
        }
        let step: Step = state.withLock { state in
            switch state.phase {
            case .receiving(let head):
                let body = state.body
                state.body = []
                return .work(head, body)
            case .discarding(let response, _), .answered(let response): return .send(response)
            case .working, .sending, .streaming, .idle, .cut: return .wait
            }
        }
        switch step {
        case .work(let head, let body): return work(on: head, body)
        case .send(let response): return send(response, closing: daemon.isDraining)
        case .wait: return MHD_Result.YES
        }
    }

    /// The answer has been sent, or never will be.
    func completed(isWhole: Bool) {
        let (task, reserved) = state.withLock { state in
            defer {
                state.task = nil
                state.body = []
                state.reservedBytes = 0
                state.generation += 1
                state.enter(.idle)
            }
            return (state.task, state.reservedBytes)
        }
        task?.cancel()
        daemon.counters.bufferedBytes.subtract(reserved, ordering: .acquiringAndReleasing)
        if !isWhole { daemon.counters.unfinishedAnswers.increment() }
        daemon.counters.exchanges.subtract(1, ordering: .acquiringAndReleasing)
    }

    /// From here on the socket belongs to nobody.
    func closed() { state.withLock { $0.phase = .cut } }
}

// MARK: - Answering

extension MHDConnection {
    static let longestDiscard = 1 << 20
    var maximumHeaderBytes: Int { daemon.configuration.maximumHeaderBytes }
    static let tooLarge = Refusal(.contentTooLarge, "The body is larger than this service accepts.")
    static let overloaded = HTTPResponse.problem(
        .serviceUnavailable,
        "Too many requests are being handled. Try again soon.",
        headers: ["Retry-After": "1"]
    )
    static let late = HTTPResponse.problem(.gatewayTimeout, "The request was not completed in time.")
    static let stopping = HTTPResponse.problem(
        .serviceUnavailable,
        "This process is shutting down.",
        headers: ["Retry-After": "1"]
    )

    private func refuse(_ refusal: Refusal) -> MHD_Result {
        daemon.counters.refused.increment()
        return send(refusal.response, closing: true)
    }

    private func discard(_ state: inout State, _ response: HTTPResponse) {
        state.body = []
        state.phase = .discarding(response, count: 0)
    }

    private func send(_ response: HTTPResponse, closing: Bool) -> MHD_Result {
        let stream: MHDStream? =
            if case .stream(let producer) = response.body {
                MHDStream(producer, on: handle, counters: daemon.counters)
            } else { nil }
        state.withLock { $0.enter(stream.map { .streaming($0) } ?? .sending) }
        return MHDAnswer.queue(response, stream: stream, closing: closing, on: handle, report: daemon.report)
    }

    private func work(on head: RequestHead, _ body: [UInt8]) -> MHD_Result {
        let counters = daemon.counters
        if daemon.isRefusing { return send(Self.stopping, closing: true) }
        guard ServerCounters.take(counters.handling, upTo: daemon.configuration.maximumConcurrentRequests) else {
            counters.overloaded.increment()
            return send(Self.overloaded, closing: daemon.isDraining)
        }
        let request = HTTPRequest(
            method: head.method,
            path: head.path,
            query: head.query,
            headers: head.headers,
            body: body,
            peerAddress: peerAddress,
            deadline: .now + daemon.configuration.requestDeadline
        )
        let generation = state.withLock { state in
            state.enter(.working)
            return state.generation
        }
        counters.suspended.add(1, ordering: .acquiringAndReleasing)
        handle.suspend()
        let router = daemon.router
        let task = Task {
            let response = await router.respond(to: request)
            counters.handling.subtract(1, ordering: .acquiringAndReleasing)
            self.answer(response, generation)
        }
        state.withLock { if $0.generation == generation, case .working = $0.phase { $0.task = task } }
        return MHD_Result.YES
    }

    /// Does nothing when the request was answered already.
    private func answer(_ response: HTTPResponse, _ generation: Int) {
        let isFirst = state.withLock { state in
            guard case .working = state.phase, state.generation == generation else { return false }
            state.enter(.answered(response))
            state.task = nil
            return true
        }
        if isFirst { resume() }
    }

    private func resume() {
        handle.resume()
        daemon.counters.suspended.subtract(1, ordering: .acquiringAndReleasing)
    }
}

// MARK: - Called by the clock and by shutdown

extension MHDConnection {
    /// Answers a request that took too long, and cuts a client that is too slow in sending or taking: its single bytes
    /// keep libmicrohttpd's own idle timeout from running out.
    func enforceDeadlines(now: ContinuousClock.Instant) {
        let configuration = daemon.configuration
        let outcome = interrupt(answer: Self.late) { state in
            switch state.phase {
            case .idle: now - state.since > configuration.idleTimeout + configuration.receiveDeadline
            case .receiving, .discarding: now - state.since > configuration.receiveDeadline
            case .working: now - state.since > configuration.requestDeadline
            case .answered, .sending: now - state.since > configuration.sendDeadline
            case .streaming(let stream): stream.isStalled(now: now, limit: configuration.requestDeadline)
            case .cut: false
            }
        }
        switch outcome {
        case .none: break
        case .answered: daemon.counters.deadlinesExceeded.increment()
        case .cut: daemon.counters.slowClientsCut.increment()
        }
    }

    /// Ends whatever is unfinished: shutdown has no more time.
    func giveUp() {
        let outcome = interrupt(answer: Self.stopping) { state in
            switch state.phase {
            case .idle, .cut: false
            case .receiving, .discarding, .working, .answered, .sending, .streaming: true
            }
        }
        switch outcome {
        case .answered: daemon.counters.overloaded.increment()
        case .none, .cut: break
        }
    }

    private enum Interruption { case none, answered, cut }

    /// Working: answers and resumes.
    ///
    /// Otherwise cuts the connection, under the lock that `closed` takes before libmicrohttpd closes the socket, so
    /// that the descriptor cannot have become another connection's.
    private func interrupt(answer: HTTPResponse, if isDue: (borrowing State) -> Bool) -> Interruption {
        var task: Task<Void, Never>?
        var stream: MHDStream?
        let outcome: Interruption = state.withLock { state in
            guard isDue(state) else { return .none }
            if case .working = state.phase {
                task = state.task.take()
                state.enter(.answered(answer))
                return .answered
            }
            if case .streaming(let running) = state.phase { stream = running }
            state.enter(.cut)
            _ = Glibc.shutdown(handle.socket, Int32(SHUT_RDWR))
            return .cut
        }
        task?.cancel()
        stream?.fail()
        switch outcome {
        case .answered: resume()
        case .none, .cut: break
        }
        return outcome
    }
}

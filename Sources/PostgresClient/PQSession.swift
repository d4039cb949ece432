import CLibpq
import Glibc
import Synchronization

/// One connection: its state machine behind a lock, and the thread that waits on its socket.
///
/// A caller starts its statement itself, as sending never blocks; the thread, asleep on the socket, wakes with the
/// answer and resumes the caller. So a statement costs one change of thread, and nothing blocks Swift's threads.
final class PQSession: Sendable {
    private let machine: Mutex<PQMachine>
    private let notices = PQNotices()
    private let parameters: [(keyword: String, value: String)]
    private let connectTimeout: Duration
    private let log: (@Sendable (String) -> Void)?
    private let bell = PQBell()
    /// Where tasks that hold this connection run.
    let tasks: PQTaskQueue
    private let lastID = Atomic<UInt64>(0)
    private let ending = Mutex<Ending>(Ending())
    private let processID = Atomic<Int32>(0)

    private struct Ending {
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    init(_ configuration: PostgresConfiguration) {
        parameters = configuration.parameters
        connectTimeout = configuration.connectTimeout
        log = configuration.noticeLog
        machine = Mutex(PQMachine(notices: notices))
        tasks = PQTaskQueue { [bell] in bell.ring() }
    }

    var backendProcessID: Int32 { processID.load(ordering: .relaxed) }

    // MARK: Requests

    /// Does one request.
    ///
    /// A cancelled task asks the server to stop it and throws `CancellationError` if it did.
    ///
    /// Not cancellable is what must be finished even in a cancelled task, such as a rollback.
    func perform(_ request: PQRequest, within limit: Duration?, isCancellable: Bool = true) async throws -> [PQResult] {
        let id = lastID.add(1, ordering: .relaxed).newValue
        let deadline = limit.map { MonotonicTime.now + $0 } ?? .distantFuture
        guard isCancellable else {
            return try await withCheckedThrowingContinuation { continuation in
                submit(PQOperation(id: id, request: request, deadline: deadline, continuation: continuation))
            }
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(
                    PQOperation(id: id, request: request, deadline: deadline, continuation: continuation),
                    unlessCancelled: true
                )
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func submit(_ operation: PQOperation, unlessCancelled: Bool = false) {
        let actions = machine.withLock { machine -> [PQAction] in
            // Inside the lock: a cancellation after this line finds the operation in the machine.
            if unlessCancelled, Task.isCancelled {
                return [.resume(operation.continuation, .failure(CancellationError()))]
            }
            machine.submit(operation)
            if machine.needsThread { wake() }
            return machine.takeActions()
        }
        carryOut(actions)
    }

    private func cancel(_ id: UInt64) {
        act { $0.cancel(id, now: .now) }
    }

    /// The next notification, or nil when none came in time.
    func nextNotification(within limit: Duration) async throws -> PostgresNotification? {
        let id = lastID.add(1, ordering: .relaxed).newValue
        let deadline = MonotonicTime.now + limit
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let listener = PQListener(id: id, deadline: deadline, continuation: continuation)
                act { machine in
                    if Task.isCancelled { return machine.leave(.notify(continuation, .failure(CancellationError()))) }
                    machine.listen(listener)
                }
            }
        } onCancel: {
            cancel(id)
        }
    }

    /// True when a statement would be sent: looks at the socket too, as the thread may not have seen its end yet.
    var isUsable: Bool { machine.withLock { $0.isAlive } }

    var isInTransaction: Bool { machine.withLock { $0.isInTransaction } }

    /// True when the connection is idle outside any transaction, with nobody waiting on it.
    var isClean: Bool { machine.withLock { $0.isClean } }

    /// Ends the connection and waits until its thread is done.
    func close() async {
        requestClose()
        await withCheckedContinuation { continuation in
            let hasEnded = ending.withLock { ending in
                if !ending.hasEnded { ending.waiters.append(continuation) }
                return ending.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    func requestClose() {
        act { $0.isClosing = true }
    }

    // MARK: The thread

    private func act(_ change: (inout PQMachine) -> Void) {
        let actions = machine.withLock { machine in
            change(&machine)
            wake()
            return machine.takeActions()
        }
        carryOut(actions)
    }

    private func carryOut(_ actions: [PQAction]) {
        for action in actions {
            switch action {
            case .resume(let continuation, let outcome): continuation.resume(with: outcome)
            case .notify(let continuation, let outcome): continuation.resume(with: outcome)
            case .cancel(let ticket):
                ticket.send { [self] in act { $0.cancelSent(ticket.operation, now: .now) } }
            }
        }
    }

    private func wake() { bell.ring() }

    /// Opens the connection on a thread of its own.
    func open() async throws {
        ProcessHeaps.areFew
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let start = Start(session: self, continuation: continuation)
                guard !start.detach() else { return }
                continuation.resume(
                    throwing: PostgresError(phase: .connecting, message: "no thread could be started")
                )
            }
        } onCancel: {
            requestClose()
        }
    }

    /// Carries the session into its thread.
    private final class Start: Sendable {
        let session: PQSession
        let continuation: CheckedContinuation<Void, any Error>

        init(session: PQSession, continuation: CheckedContinuation<Void, any Error>) {
            self.session = session
            self.continuation = continuation
        }

        func detach() -> Bool {
            var thread = pthread_t()
            let context = unsafe Unmanaged.passRetained(self)
            let code = unsafe pthread_create(
                &thread,
                nil,
                { context in
                    guard let context = unsafe context else { return nil }
                    let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                    start.session.run(start.continuation)
                    return nil
                },
                context.toOpaque()
            )
            guard code == 0 else {
                unsafe context.release()
                return false
            }
            pthread_detach(thread)
            return true
        }
    }

    private func run(_ opened: CheckedContinuation<Void, any Error>) {
        do throws(PostgresError) {
            try connect()
            opened.resume()
            waitAndAdvance()
        } catch {
            act { $0.lose(error) }
            opened.resume(throwing: error)
        }
        tasks.end()
        let waiters = ending.withLock { ending in
            ending.hasEnded = true
            defer { ending.waiters = [] }
            return ending.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private func connect() throws(PostgresError) {
        var attempt = try PQAttempt(parameters: parameters, notices: notices)
        let deadline = MonotonicTime.now + connectTimeout
        while try attempt.advance() == false {
            let now = MonotonicTime.now
            guard now < deadline else { throw attempt.timedOut() }
            _ = sleep(socket: attempt.socket, writing: attempt.isWriting, until: deadline, now: now)
            guard !machine.withLock({ $0.isClosing }) else { throw attempt.abandoned() }
        }
        processID.store(attempt.processID, ordering: .relaxed)
        let opened = attempt
        machine.withLock { $0.adopt(opened) }
    }

    private func waitAndAdvance() {
        var isReadable = false
        while true {
            let now = MonotonicTime.now
            let actions = machine.withLock { machine in
                machine.advance(readable: isReadable, now: now)
                return machine.takeActions()
            }
            carryOut(actions)
            if let log { for message in notices.take() { log(message) } }
            tasks.runAll()
            guard let plan = machine.withLock({ $0.plan(now: now) }) else { return }
            isReadable = sleep(socket: plan.socket, writing: plan.isWriting, until: plan.wake, now: now)
            tasks.awake()
        }
    }

    /// Returns whether the socket has something to read, or has failed.
    private func sleep(socket: Int32, writing: Bool, until wake: MonotonicTime, now: MonotonicTime) -> Bool {
        var descriptors = (
            pollfd(fd: socket, events: Int16(writing ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
        )
        _ = unsafe withUnsafeMutableBytes(of: &descriptors) { raw in
            unsafe poll(raw.assumingMemoryBound(to: pollfd.self).baseAddress, 2, wake.pollTimeout(from: now))
        }
        if descriptors.1.revents != 0 { bell.silence() }
        return Int32(descriptors.0.revents) & (POLLIN | POLLERR | POLLHUP | POLLNVAL) != 0
    }
}

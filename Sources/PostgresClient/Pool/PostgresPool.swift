import Dispatch
import Synchronization

/// Opens, lends and takes back connections as ``PoolState`` decides.
final class PostgresPool: Sendable {
    private typealias State = PoolState<PostgresConnection>

    private struct Guarded: Sendable {
        var state: PoolState<PostgresConnection>
        var lastID: UInt64 = 0
        var isTimerSet = false
    }

    private let configuration: PostgresConfiguration
    private let guarded: Mutex<Guarded>

    init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
        guarded = Mutex(Guarded(state: PoolState(maximum: configuration.maximumConnections)))
    }

    var use: PoolUse { guarded.withLock { $0.state.use } }

    /// A live connection, lent until `release`.
    func acquire() async throws -> PostgresConnection {
        while true {
            try Task.checkCancellation()
            var grant = guarded.withLock { $0.state.take() }
            if grant == nil { grant = await wait() }
            switch grant {
            case .use(let connection):
                if connection.isUsable { return connection }
                discard(connection)
            case .open, nil: return try await open()
            case .refused(let error): throw error
            case .cancelled: throw CancellationError()
            }
        }
    }

    /// Takes a connection back, or replaces it when its state is not known to be clean.
    func release(_ connection: PostgresConnection) {
        guard connection.session.isClean else { return discard(connection) }
        let (isKept, next) = guarded.withLock { $0.state.putBack(connection) }
        next?.resume(.use(connection))
        if !isKept { connection.session.requestClose() }
    }

    private func discard(_ connection: PostgresConnection) {
        connection.session.requestClose()
        guarded.withLock { $0.state.lost() }?.resume(.open)
    }

    private func open() async throws -> PostgresConnection {
        do {
            return try await PostgresConnection.connect(configuration)
        } catch {
            guarded.withLock { $0.state.lost() }?.resume(.open)
            throw error
        }
    }

    private func wait() async -> PoolState<PostgresConnection>.Grant {
        let id = guarded.withLock { guarded in
            guarded.lastID += 1
            return guarded.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in enqueue(id, continuation) }
        } onCancel: {
            guarded.withLock { $0.state.removeWaiter(id) }?.resume(.cancelled)
        }
    }

    private func enqueue(_ id: UInt64, _ continuation: CheckedContinuation<PoolState<PostgresConnection>.Grant, Never>)
    {
        let deadline = MonotonicTime.now + configuration.acquireTimeout
        let (grant, setsTimer) = guarded.withLock { guarded -> (PoolState<PostgresConnection>.Grant?, Bool) in
            // Inside the lock: a cancellation after this line finds the waiter.
            if Task.isCancelled { return (.cancelled, false) }
            if let grant = guarded.state.take() { return (grant, false) }
            guarded.state.wait(.init(id: id, deadline: deadline) { continuation.resume(returning: $0) })
            defer { guarded.isTimerSet = true }
            return (nil, !guarded.isTimerSet)
        }
        if let grant { continuation.resume(returning: grant) }
        if setsTimer { setTimer(deadline) }
    }

    /// One timer for the whole queue: all wait equally long, so the first in it is the first to give up.
    private func setTimer(_ deadline: MonotonicTime) {
        DispatchQueue.global().asyncAfter(deadline: DispatchTime(uptimeNanoseconds: deadline.nanoseconds)) {
            [weak self] in
            self?.expire()
        }
    }

    private func expire() {
        let (overdue, next) = guarded.withLock { guarded in
            let overdue = guarded.state.overdue(.now)
            guarded.isTimerSet = !guarded.state.waiters.isEmpty
            return (overdue, guarded.state.waiters.first?.deadline)
        }
        let error = PostgresError(
            phase: .acquiring,
            message: "none of \(configuration.maximumConnections) connections became free within "
                + "\(configuration.acquireTimeout)"
        )
        for waiter in overdue { waiter.resume(.refused(error)) }
        if let next { setTimer(next) }
    }

    /// Lends nothing more; waits until all are back or the time is up.
    func close(within limit: Duration) async {
        let idle = abandon()
        for connection in idle { await connection.close() }
        let deadline = MonotonicTime.now + limit
        while use.open > 0, MonotonicTime.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Refuses everybody from now on.
    ///
    /// Returns the connections that were idle, which are asked to close.
    @discardableResult
    func abandon() -> [PostgresConnection] {
        let (idle, waiters) = guarded.withLock { $0.state.close() }
        for waiter in waiters { waiter.resume(.refused(State.closed)) }
        for connection in idle { connection.session.requestClose() }
        return idle
    }
}

/// What the pool offers for metrics.
package struct PoolUse: Sendable, Hashable {
    /// Connections that are open or being opened.
    package let open: Int
    package let idle: Int
    /// Tasks that wait for a connection.
    package let waiting: Int
    package let maximum: Int

    package init(open: Int, idle: Int, waiting: Int, maximum: Int) {
        self.open = open
        self.idle = idle
        self.waiting = waiting
        self.maximum = maximum
    }
}

/// The pool's decisions, without a lock, a clock or a connection's insides; `Connection` is generic for the tests.
struct PoolState<Connection: Sendable>: Sendable {
    /// What a task that wants a connection does next.
    enum Grant: Sendable {
        case use(Connection)
        case open
        case refused(PostgresError)
        case cancelled
    }

    struct Waiter: Sendable {
        let id: UInt64
        let deadline: MonotonicTime
        let resume: @Sendable (Grant) -> Void
    }

    let maximum: Int
    private(set) var idle: [Connection] = []
    private(set) var open = 0
    private(set) var waiters: [Waiter] = []
    private(set) var isClosed = false

    init(maximum: Int) { self.maximum = max(1, maximum) }

    var use: PoolUse { PoolUse(open: open, idle: idle.count, waiting: waiters.count, maximum: maximum) }

    /// An immediate answer; nil means: wait.
    ///
    /// The connection used last comes first, as its statements are warm.
    mutating func take() -> Grant? {
        if isClosed { return .refused(Self.closed) }
        if !waiters.isEmpty { return nil }
        if let connection = idle.popLast() { return .use(connection) }
        guard open < maximum else { return nil }
        open += 1
        return .open
    }

    mutating func wait(_ waiter: Waiter) { waiters.append(waiter) }

    mutating func removeWaiter(_ id: UInt64) -> Waiter? {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return waiters.remove(at: index)
    }

    mutating func overdue(_ now: MonotonicTime) -> [Waiter] {
        let due = waiters.prefix { $0.deadline <= now }
        waiters.removeFirst(due.count)
        return Array(due)
    }

    /// A clean connection came back: it goes to who waits longest.
    ///
    /// Returns false when it must be closed instead.
    mutating func putBack(_ connection: Connection) -> (isKept: Bool, next: Waiter?) {
        guard !isClosed else {
            open -= 1
            return (false, nil)
        }
        guard waiters.isEmpty else { return (true, waiters.removeFirst()) }
        idle.append(connection)
        return (true, nil)
    }

    /// A connection is gone, or did not open: who waits longest may open another in its place.
    mutating func lost() -> Waiter? {
        guard !isClosed, !waiters.isEmpty else {
            open -= 1
            return nil
        }
        return waiters.removeFirst()
    }

    mutating func close() -> (idle: [Connection], waiters: [Waiter]) {
        isClosed = true
        open -= idle.count
        defer {
            idle = []
            waiters = []
        }
        return (idle, waiters)
    }

    static var closed: PostgresError { PostgresError(phase: .acquiring, message: "the pool is closed") }
}

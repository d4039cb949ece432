import CLibpq

/// Everything a connection knows, and every call on its `PGconn`.
///
/// It lives in the session's mutex: that is what makes libpq's rule hold, one thread at a time on a connection. It
/// never blocks (the connection is in non-blocking mode) and resumes nobody itself: it leaves ``PQAction``s.
@safe struct PQMachine {
    /// A cancel request for the current operation.
    enum Cancel {
        case none
        case sending
        case sent(again: MonotonicTime)
    }

    var connection: OpaquePointer?
    var loss: PostgresError?
    var isConnecting = true
    var isClosing = false
    var current: PQOperation?
    /// Pipelines sent behind the current one: the server goes on with them without being asked.
    var following: [PQOperation] = []
    var pending: [PQOperation] = []
    var statements = StatementCache()
    var forgotten: [String] = []
    var isFlushing = false
    var cancel = Cancel.none
    var severAt = MonotonicTime.distantFuture
    var listener: PQListener?
    var notifications: [PostgresNotification] = []
    var wasUsed = false
    var sleepsUntil = MonotonicTime.distantFuture
    var binds = PQBinds()
    private var actions: [PQAction] = []
    let notices: PQNotices

    /// How long the server may take to obey a cancel request before the connection is severed.
    static let cancelGrace = Duration.seconds(10)
    static let notificationLimit = 1000

    init(notices: PQNotices) { self.notices = notices }

    mutating func takeActions() -> [PQAction] {
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    mutating func leave(_ action: PQAction) { actions.append(action) }

    /// Takes an operation; it starts now if nothing else runs, in the thread of the caller.
    mutating func submit(_ operation: PQOperation) {
        // The server said goodbye; its end of the socket may not have been seen yet.
        if current == nil, let fatal = notices.fatal { lose(fatal) }
        if let loss {
            leave(.resume(operation.continuation, .failure(loss)))
        } else if mayFollow(operation) {
            follow(operation)
        } else if current != nil || isConnecting {
            pending.append(operation)
        } else {
            wasUsed = true
            current = operation
            begin()
        }
    }

    /// True when the thread sleeps through something that it has to do.
    var needsThread: Bool {
        isFlushing || loss != nil || isClosing || holdsAnswer || (current?.deadline ?? .distantFuture) < sleepsUntil
    }

    /// Sending one pipeline behind another may take the other's answer off the socket, which then wakes nobody.
    private var holdsAnswer: Bool {
        guard !following.isEmpty, let connection = unsafe connection else { return false }
        return unsafe PQisBusy(connection) == 0
    }

    /// Called by the thread after each sleep.
    mutating func advance(readable: Bool, now: MonotonicTime) {
        guard let connection = unsafe connection else { return }
        let isBroken = unsafe readable && PQconsumeInput(connection) == 0
        if isFlushing { flush() }
        drain(isBroken: isBroken)
        takeNotifications()
        // Asked again: the results may have ended it.
        if let connection = unsafe self.connection, unsafe isBroken || PQstatus(connection) == CONNECTION_BAD {
            unsafe lose(.connectionLost(.executing, connection))
        }
        watch(now)
        while current == nil, !pending.isEmpty, loss == nil {
            wasUsed = true
            current = pending.removeFirst()
            begin()
        }
        // What is under way may be done by the server all the same.
        if isClosing { lose(.closed(.executing)) }
    }

    /// Until when the thread may sleep.
    ///
    /// After use it wakes once more within a second: then a caller who starts a statement need not wake it, as its
    /// deadline is later than that.
    mutating func nextWake(now: MonotonicTime) -> MonotonicTime {
        var wake = min(current?.deadline ?? .distantFuture, listener?.deadline ?? .distantFuture, severAt)
        if current?.isOverdue == true { wake = severAt }
        if case .sent(let again) = cancel { wake = min(wake, again) }
        if wasUsed { wake = min(wake, now + .seconds(1)) }
        wasUsed = false
        sleepsUntil = wake
        return wake
    }

    /// Sends what is buffered; the rest goes when the socket takes it.
    mutating func flush() {
        guard let connection = unsafe connection else { return }
        isFlushing = unsafe PQflush(connection) == 1
        guard !isFlushing, case .copying = current?.step else { return }
        complete()
    }

    /// Takes every result that is complete; of a broken connection, what had come before its end.
    private mutating func drain(isBroken: Bool) {
        var hadResult = true
        while let connection = unsafe connection, let step = current?.step {
            if case .held = step { return }
            if case .copying = step { return }
            if case .copyingOut = step, !takeCopiedRows() { return }
            let isBroken = unsafe isBroken || PQstatus(connection) == CONNECTION_BAD
            if unsafe !isBroken && PQisBusy(connection) == 1 { return }
            if let raw = unsafe PQgetResult(connection) {
                unsafe receive(PQResult(raw))
                hadResult = true
            } else {
                // A pipeline whose end did not arrive would be told for ever that there is no result.
                if isBroken, !hadResult || current?.failure != nil || current?.results.isEmpty != false { return }
                statementEnded()
                hadResult = false
            }
        }
    }

    private mutating func takeNotifications() {
        guard let connection = unsafe connection else { return }
        while let notification = unsafe PQnotifies(connection) {
            let channel = unsafe String(cString: notification.pointee.relname)
            let payload = unsafe String(cString: notification.pointee.extra)
            let sender = unsafe notification.pointee.be_pid
            unsafe PQfreemem(notification)
            guard notifications.count < Self.notificationLimit else { continue }
            notifications.append(
                PostgresNotification(channel: channel, payload: payload, backendProcessID: sender)
            )
        }
        guard let listener, !notifications.isEmpty else { return }
        self.listener = nil
        leave(.notify(listener.continuation, .success(notifications.removeFirst())))
    }

    /// Ends the connection and everything that waits on it.
    mutating func lose(_ error: PostgresError) {
        guard loss == nil else { return }
        let lasting =
            notices.fatal
            ?? PostgresError(
                phase: .sending,
                sqlState: error.sqlState,
                message: error.message,
                isConnectionLost: true
            )
        loss = lasting
        cancel = .none
        severAt = .distantFuture
        isFlushing = false
        if let current {
            var failure = current.failure ?? error
            failure.isConnectionLost = true
            let cancelled = current.isCancelled && !current.isOverdue
            leave(.resume(current.continuation, .failure(cancelled ? CancellationError() : failure)))
        }
        current = nil
        var unanswered = error
        unanswered.isConnectionLost = true
        for operation in following { leave(.resume(operation.continuation, .failure(unanswered))) }
        following = []
        for operation in pending { leave(.resume(operation.continuation, .failure(lasting))) }
        pending = []
        if let listener { leave(.notify(listener.continuation, .failure(lasting))) }
        listener = nil
        if let connection = unsafe connection { unsafe PQfinish(connection) }
        unsafe connection = nil
    }
}

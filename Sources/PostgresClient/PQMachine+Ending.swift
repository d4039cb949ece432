import CLibpq

/// How operations end: by their result, by a cancel request, by their deadline.
extension PQMachine {
    /// Answers the current operation, unless a cancel request could still hit the next one: then it is held.
    mutating func complete() {
        if case .sending = cancel {
            current?.step = .held
            return
        }
        guard let operation = current else { return }
        current = following.isEmpty ? nil : following.removeFirst()
        cancel = .none
        severAt = .distantFuture
        leave(.resume(operation.continuation, outcome(of: operation)))
        if current?.isCancelled == true { sendCancel(.now) }
    }

    private func outcome(of operation: PQOperation) -> Result<[PQResult], any Error> {
        guard let failure = operation.failure else { return .success(operation.results) }
        guard failure.isQueryCancelled else { return .failure(failure) }
        if case .copyOut(_, let sink) = operation.request, sink.isFull, !operation.isOverdue, !operation.isCancelled {
            return .success([])
        }
        if operation.isOverdue {
            return .failure(
                PostgresError(phase: .executing, sqlState: "57014", message: "the statement passed its deadline")
            )
        }
        return .failure(operation.isCancelled ? CancellationError() : failure)
    }

    /// The task of an operation or of a listener was cancelled.
    mutating func cancel(_ id: UInt64, now: MonotonicTime) {
        if current?.id == id {
            current?.isCancelled = true
            sendCancel(now)
        } else if let index = following.firstIndex(where: { $0.id == id }) {
            following[index].isCancelled = true
        } else if let index = pending.firstIndex(where: { $0.id == id }) {
            leave(.resume(pending.remove(at: index).continuation, .failure(CancellationError())))
        } else if let listener, listener.id == id {
            self.listener = nil
            leave(.notify(listener.continuation, .failure(CancellationError())))
        }
    }

    /// The request reached the server, or could not.
    mutating func cancelSent(_ id: UInt64, now: MonotonicTime) {
        guard current?.id == id, case .sending = cancel else { return }
        cancel = .sent(again: now + .milliseconds(250))
        if case .held = current?.step { complete() }
    }

    /// Acts on everything whose time has come.
    mutating func watch(_ now: MonotonicTime) {
        if let current, !current.isOverdue, current.deadline <= now {
            self.current?.isOverdue = true
            sendCancel(now)
        }
        for index in pending.indices.reversed() where pending[index].deadline <= now {
            let error = PostgresError(
                phase: .sending,
                sqlState: "57014",
                message: "the statement passed its deadline in the queue"
            )
            leave(.resume(pending.remove(at: index).continuation, .failure(error)))
        }
        // A request that overtook its statement found the server idle and was ignored.
        if case .sent(let again) = cancel, again <= now {
            cancel = .none
            sendCancel(now)
        }
        if severAt <= now {
            lose(
                PostgresError(
                    phase: .executing,
                    sqlState: "08006",
                    message: "the server did not stop a cancelled statement",
                    isConnectionLost: true
                )
            )
        }
        if let listener, listener.deadline <= now {
            self.listener = nil
            leave(.notify(listener.continuation, .success(nil)))
        }
    }

    mutating func sendCancel(_ now: MonotonicTime) {
        guard case .none = cancel, let id = current?.id, let connection = unsafe connection,
            let ticket = unsafe PQCancelTicket(operation: id, connection: connection)
        else { return }
        cancel = .sending
        severAt = min(severAt, now + Self.cancelGrace)
        leave(.cancel(ticket))
    }
}

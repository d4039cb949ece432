import CLibpq
import Glibc

/// How a connection begins, and what others may know of it.
extension PQMachine {
    /// What the thread sleeps on.
    struct Plan {
        let socket: Int32
        let isWriting: Bool
        let wake: MonotonicTime
    }

    /// Takes over a connection that was just opened.
    mutating func adopt(_ attempt: PQAttempt) {
        unsafe connection = unsafe attempt.connection
        isConnecting = false
    }

    /// Nil when the connection has ended.
    mutating func plan(now: MonotonicTime) -> Plan? {
        guard let connection = unsafe connection else { return nil }
        return Plan(socket: unsafe PQsocket(connection), isWriting: isFlushing, wake: nextWake(now: now))
    }

    mutating func listen(_ listener: PQListener) {
        if let loss { return leave(.notify(listener.continuation, .failure(loss))) }
        if !notifications.isEmpty {
            return leave(.notify(listener.continuation, .success(notifications.removeFirst())))
        }
        guard self.listener == nil else {
            let error = PostgresError(phase: .executing, message: "another task waits for notifications already")
            return leave(.notify(listener.continuation, .failure(error)))
        }
        self.listener = listener
    }

    /// A closed socket shows as readable with nothing to read.
    var isAlive: Bool {
        guard let connection = unsafe connection, loss == nil, !isClosing else { return false }
        guard current == nil else { return true }
        var byte: UInt8 = 0
        let count = unsafe recv(PQsocket(connection), &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))
    }

    /// True inside a transaction that has not failed.
    var isInTransaction: Bool {
        guard let connection = unsafe connection else { return false }
        return unsafe PQtransactionStatus(connection) == PQTRANS_INTRANS
    }

    var isClean: Bool {
        guard let connection = unsafe connection, loss == nil, !isClosing, current == nil, pending.isEmpty else {
            return false
        }
        return unsafe PQtransactionStatus(connection) == PQTRANS_IDLE && listener == nil
    }
}

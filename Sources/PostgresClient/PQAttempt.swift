import CLibpq
import Glibc

/// One attempt to open a connection, without blocking on the network.
///
/// Name resolution does block, which is one reason why it happens on the connection's own thread.
///
/// `@unchecked Sendable`: only the connection's thread holds it; once the machine has adopted its pointer, under the
/// machine's lock, that thread uses the attempt no more.
@safe struct PQAttempt: @unchecked Sendable {
    private(set) var connection: OpaquePointer
    private(set) var isWriting = true
    private var isFinished = false

    init(parameters: [(keyword: String, value: String)], notices: PQNotices) throws(PostgresError) {
        let keywords = unsafe parameters.map { unsafe strdup($0.keyword) } + [nil]
        let values = unsafe parameters.map { unsafe strdup($0.value) } + [nil]
        defer { unsafe (keywords + values).forEach { unsafe free($0) } }
        let started = unsafe PQconnectStartParams(
            keywords.map { unsafe UnsafePointer($0) },
            values.map { unsafe UnsafePointer($0) },
            1
        )
        guard let connection = unsafe started else {
            throw PostgresError(phase: .connecting, message: "out of memory")
        }
        unsafe self.connection = unsafe connection
        unsafe notices.attach(to: connection)
        if unsafe PQstatus(connection) == CONNECTION_BAD { throw failed() }
    }

    var socket: Int32 { unsafe PQsocket(connection) }
    var processID: Int32 { unsafe PQbackendPID(connection) }

    /// Goes one step on; true when the connection is ready.
    mutating func advance() throws(PostgresError) -> Bool {
        switch unsafe PQconnectPoll(connection) {
        case PGRES_POLLING_OK:
            _ = unsafe PQsetnonblocking(connection, 1)
            return true
        case PGRES_POLLING_FAILED: throw failed()
        case PGRES_POLLING_READING: isWriting = false
        default: isWriting = true
        }
        return false
    }

    func timedOut() -> PostgresError {
        end("the server did not answer within the connect timeout")
    }

    func abandoned() -> PostgresError { end("the attempt was given up") }

    private func end(_ message: String) -> PostgresError {
        unsafe PQfinish(connection)
        return PostgresError(phase: .connecting, sqlState: "08001", message: message, isConnectionLost: true)
    }

    /// libpq gives no SQLSTATE for a refused connection; its sentence starts with what was tried.
    private func failed() -> PostgresError {
        let message = unsafe String(cString: PQerrorMessage(connection)).trimmed
        let needsPassword = unsafe PQconnectionNeedsPassword(connection) == 1
        unsafe PQfinish(connection)
        let startingUp = message.contains("the database system is") || message.contains("too many clients")
        let isRefused = needsPassword || message.contains("authentication failed") || message.contains("does not exist")
        let sqlState = startingUp ? "57P03" : message.contains("authentication failed") ? "28P01" : "08001"
        return PostgresError(
            phase: .connecting,
            sqlState: sqlState,
            message: message,
            isConnectionLost: !isRefused || startingUp
        )
    }
}

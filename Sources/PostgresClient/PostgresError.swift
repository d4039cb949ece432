/// What went wrong between us and PostgreSQL.
///
/// `description` holds neither SQL nor values and may be logged; `debugDescription` adds the server's detail, which
/// can quote values of a row.
package struct PostgresError: Error, Sendable {
    /// When it happened; decides what the caller may assume.
    package enum Phase: String, Sendable {
        /// No connection could be opened.
        case connecting
        /// The pool gave no connection.
        case acquiring
        /// The connection was already gone: nothing was sent.
        case sending
        /// The statement was sent; after a lost connection its effect is unknown.
        case executing
        /// The answer does not have the asked form.
        case decoding
        /// A migration was refused.
        case migrating
    }

    package let phase: Phase
    /// Five characters of SQLSTATE; nil when the server said nothing.
    package let sqlState: String?
    /// The primary message.
    ///
    /// The server puts no row values in it except for malformed input, which is left out here.
    package let message: String
    package var constraintName: String?
    package var schemaName: String?
    package var tableName: String?
    package var columnName: String?
    /// Which statement of a pipeline failed, counted from 0.
    package internal(set) var statementIndex: Int?
    /// The server's detail, hint and context; may quote values.
    package internal(set) var detail: String?
    /// True when the connection is gone and must be replaced.
    package internal(set) var isConnectionLost = false

    init(phase: Phase, sqlState: String? = nil, message: String, isConnectionLost: Bool = false) {
        self.phase = phase
        self.sqlState = sqlState
        self.message = message
        self.isConnectionLost = isConnectionLost
    }
}

extension PostgresError {
    package var isUniqueViolation: Bool { sqlState == "23505" }
    package var isForeignKeyViolation: Bool { sqlState == "23503" }
    package var isCheckViolation: Bool { sqlState == "23514" }
    package var isNotNullViolation: Bool { sqlState == "23502" }
    package var isSerializationFailure: Bool { sqlState == "40001" }
    package var isDeadlock: Bool { sqlState == "40P01" }
    /// A statement was stopped by its timeout or by a cancel request.
    package var isQueryCancelled: Bool { sqlState == "57014" }
    package var isLockNotAvailable: Bool { sqlState == "55P03" }

    /// True when doing the whole transaction again can succeed.
    ///
    /// After a lost connection in the phase `executing` a commit may have happened: retry only what is idempotent.
    package var isRetriable: Bool {
        if isConnectionLost || phase == .acquiring || phase == .sending { return true }
        guard let sqlState else { return false }
        if sqlState.hasPrefix("08") || sqlState.hasPrefix("57P0") || sqlState.hasPrefix("53") { return true }
        return ["40001", "40P01", "55P03", "55006"].contains(sqlState)
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        var text = "PostgreSQL, \(phase.rawValue): \(message)"
        if let sqlState { text += " [\(sqlState)]" }
        if let constraintName { text += " (constraint \(constraintName))" }
        return text
    }

    package var debugDescription: String { detail.map { "\(description)\n\($0)" } ?? description }

    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

/// A transaction failed outside its body.
///
/// An error of the body is rethrown as it was when the rollback succeeded or the connection was lost, as the server
/// then rolls back by itself.
package enum PostgresTransactionError: Error, Sendable {
    /// BEGIN failed; the body did not run.
    case begin(any Error)
    /// The body failed, then ROLLBACK failed; the connection was thrown away, so the server rolls back.
    case rollback(any Error, body: any Error)
    /// COMMIT failed. With a lost connection the outcome is unknown.
    case commit(any Error)
}

extension PostgresTransactionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .begin(let error): "the transaction did not begin: \(error)"
        case .rollback(let error, let body): "the transaction failed (\(body)) and its rollback too: \(error)"
        case .commit(let error): "the transaction was not confirmed: \(error)"
        }
    }
}

extension Error {
    /// The PostgreSQL error in this one, also inside a ``PostgresTransactionError``.
    package var postgresError: PostgresError? {
        if let error = self as? PostgresError { return error }
        guard let transaction = self as? PostgresTransactionError else { return nil }
        return switch transaction {
        case .begin(let error), .commit(let error), .rollback(_, body: let error):
            error as? PostgresError
        }
    }
}

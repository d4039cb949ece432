import Synchronization

/// A bounded pool of connections to one database.
///
/// Who waits for one is served in order, within a deadline.
package final class PostgresClient: Sendable {
    package let configuration: PostgresConfiguration
    let pool: PostgresPool

    /// Opens nothing yet.
    package init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
        pool = PostgresPool(configuration)
    }

    deinit { pool.abandon() }

    /// Lends a connection for the time of the body.
    ///
    /// It goes back only if the body left it idle outside a transaction; otherwise it is closed and replaced.
    ///
    /// The body and its child tasks run on the connection's thread, which saves two changes of thread for each
    /// statement: no long computation belongs there, and a body that only fans out work should not hold a connection.
    ///
    /// - Throws: the body's error; ``PostgresError`` in the phases `acquiring` and `connecting`; `CancellationError`.
    @discardableResult
    package func withConnection<R: Sendable>(
        _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        let connection = try await pool.acquire()
        defer { pool.release(connection) }
        return try await withTaskExecutorPreference(connection.session.tasks) { try await body(connection) }
    }

    /// Does the body in one transaction: commits when it returns, rolls back and throws its error when it throws.
    ///
    /// - Throws: the body's error; ``PostgresTransactionError`` when BEGIN, ROLLBACK or COMMIT failed.
    @discardableResult
    package func withTransaction<R: Sendable>(
        isolation: PostgresIsolation = .readCommitted,
        readOnly: Bool = false,
        _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await withConnection { connection in
            try await connection.withTransaction(isolation: isolation, readOnly: readOnly, body)
        }
    }

    /// Runs one statement on any connection, outside a transaction.
    package func query(_ query: PostgresQuery) async throws -> PostgresRows {
        try await retryingUnsent { try await $0.query(query) }
    }

    /// Runs one statement on any connection, outside a transaction.
    ///
    /// Returns the number of rows that it touched.
    @discardableResult
    package func execute(_ query: PostgresQuery) async throws -> Int {
        try await retryingUnsent { try await $0.execute(query) }
    }

    /// Makes sure that sessions are this process's own, as locks and settings of a session must be.
    ///
    /// - Throws: `PostgresError` in the phase `connecting` when a pooler lends them, or the server cannot be reached.
    package func requireOwnSessions() async throws {
        try await withConnection { connection in
            let rows = try await connection.query("SELECT pg_backend_pid()")
            guard try rows.first?.decode(Int32.self) != connection.backendProcessID else { return }
            throw PostgresError(
                phase: .connecting,
                message: "a pooler stands before PostgreSQL and lends sessions to others too, with the locks and "
                    + "settings of this process; name the server itself: a process keeps a pool of its own"
            )
        }
    }

    /// For metrics.
    package var poolUse: PoolUse { pool.use }

    /// Lends no more connections and waits, for at most ten seconds, until the borrowed ones are back.
    package func close() async { await pool.close(within: .seconds(10)) }

    /// A pooled connection can die between being lent and the first byte; then nothing happened and another is tried.
    private func retryingUnsent<R: Sendable>(_ body: (PostgresConnection) async throws -> R) async throws -> R {
        do {
            return try await once(body)
        } catch let error as PostgresError where error.phase == .sending && error.isConnectionLost {
            return try await once(body)
        }
    }

    private func once<R: Sendable>(_ body: (PostgresConnection) async throws -> R) async throws -> R {
        let connection = try await pool.acquire()
        defer { pool.release(connection) }
        return try await body(connection)
    }
}

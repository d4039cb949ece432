import Synchronization

/// One session with the server.
///
/// Statements of several tasks on it run one after the other.
///
/// Borrow it from ``PostgresClient``, or open one alone for what belongs to a session: LISTEN, session settings,
/// session advisory locks.
package final class PostgresConnection: Sendable {
    let session: PQSession
    let clientTimeout: Duration?
    private let savepoints = Atomic<Int>(0)

    private init(session: PQSession, clientTimeout: Duration?) {
        self.session = session
        self.clientTimeout = clientTimeout
    }

    deinit { session.requestClose() }

    /// Opens a session.
    ///
    /// - Throws: ``PostgresError`` in the phase `connecting`; `CancellationError`.
    package static func connect(_ configuration: PostgresConfiguration) async throws -> PostgresConnection {
        try configuration.validate()
        let session = PQSession(configuration)
        do {
            try await session.open()
            _ = try await session.perform(.script(configuration.sessionScript), within: configuration.connectTimeout)
        } catch {
            session.requestClose()
            if Task.isCancelled { throw CancellationError() }
            throw error
        }
        let timeout = configuration.statementTimeout.map { $0 + .seconds(5) }
        return PostgresConnection(session: session, clientTimeout: timeout)
    }

    /// Runs one statement; with binds it is prepared once and kept.
    ///
    /// - Throws: ``PostgresError``; `CancellationError` when the task was cancelled and the server stopped.
    package func query(_ query: PostgresQuery) async throws -> PostgresRows {
        PostgresRows(try await session.perform(.query(query), within: clientTimeout).last)
    }

    /// Runs one statement and returns the number of rows that it touched.
    @discardableResult
    package func execute(_ query: PostgresQuery) async throws -> Int {
        try await session.perform(.query(query), within: clientTimeout).last?.affectedRows ?? 0
    }

    /// Runs several statements separated by semicolons; one transaction unless the script has its own.
    ///
    /// Not bounded is what may take as long as it takes, as a migration.
    package func executeScript(_ sql: String, isBounded: Bool = true) async throws {
        _ = try await session.perform(.script(sql), within: isBounded ? clientTimeout : nil)
    }

    /// Sends all statements before the first answer.
    ///
    /// Outside a transaction they are one transaction by themselves: an error undoes those before it.
    ///
    /// One that `mayFollow` is sent at once behind another task's that is under way, so that the server need not wait for
    /// us between the two. A cancel request for that other one may then meet this one, which fails with 57014.
    ///
    /// - Throws: the first ``PostgresError``, with its `statementIndex`.
    package func pipeline(_ queries: [PostgresQuery], mayFollow: Bool = false) async throws -> [PostgresRows] {
        guard !queries.isEmpty else { return [] }
        let request = PQRequest.pipeline(queries, mayFollow: mayFollow)
        return try await session.perform(request, within: clientTimeout).map { PostgresRows($0) }
    }

    /// The next notification on the channels that this session listens to; nil when none came in time.
    package func waitForNotification(within limit: Duration) async throws -> PostgresNotification? {
        try await session.nextNotification(within: limit)
    }

    /// Does the body inside a savepoint; its error undoes only the body, and is thrown on.
    @discardableResult
    package func savepoint<R>(_ body: () async throws -> R) async throws -> R {
        let name = "s\(savepoints.add(1, ordering: .relaxed).newValue)"
        _ = try await session.perform(.script("SAVEPOINT \(name)"), within: clientTimeout)
        do {
            let value = try await body()
            _ = try await session.perform(.script("RELEASE SAVEPOINT \(name)"), within: clientTimeout)
            return value
        } catch {
            _ = try? await finish("ROLLBACK TO SAVEPOINT \(name); RELEASE SAVEPOINT \(name)")
            throw error
        }
    }

    /// For tasks that do little but wait for this connection: an answer is theirs without another change of thread.
    ///
    /// They run on other threads when the session is gone.
    package var tasks: any TaskExecutor { session.tasks }

    /// False when the session is gone, or the server has closed its end.
    package var isUsable: Bool { session.isUsable }

    /// The server process, as in `pg_stat_activity.pid`.
    package var backendProcessID: Int32 { session.backendProcessID }

    /// Ends the session; what still runs on it fails.
    package func close() async { await session.close() }

    /// Runs what must happen even in a cancelled task, within a bound.
    func finish(_ sql: String) async throws -> String {
        let results = try await session.perform(.script(sql), within: .seconds(30), isCancellable: false)
        return results.last?.commandTag ?? ""
    }
}

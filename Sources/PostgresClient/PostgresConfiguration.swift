/// Where the database is and how patient we are with it.
///
/// Its description never shows a password.
package struct PostgresConfiguration: Sendable {
    /// As given: libpq's key-value form or a URI.
    ///
    /// TLS is chosen here (`sslmode`, `sslrootcert` …).
    let connectionString: String
    /// What `pg_stat_activity` shows, unless the connection string says otherwise.
    package var applicationName = "bina"
    /// The pool opens no more than this.
    package var maximumConnections: Int = 8
    /// For opening one connection, name resolution apart.
    package var connectTimeout: Duration = .seconds(10)
    /// For waiting in the pool's queue.
    package var acquireTimeout: Duration = .seconds(10)
    /// The server stops a statement after this; nil for never.
    ///
    /// A few seconds later we stop waiting ourselves.
    package var statementTimeout: Duration? = .seconds(60)
    /// The server ends a session that leaves a transaction open and idle for this long; nil for never.
    package var idleInTransactionTimeout: Duration? = .seconds(60)
    /// Gets the server's notices, one line each.
    ///
    /// Must not block; without it they are dropped.
    package var noticeLog: (@Sendable (String) -> Void)?

    package init(_ connectionString: String) { self.connectionString = connectionString }

    /// The settings of a new session, as one script.
    ///
    /// Not in the start packet: poolers refuse what they do not know.
    ///
    /// A server process whose client is gone ends within seconds, and with it the locks that others wait for.
    var sessionScript: String {
        var statements = ["SET client_connection_check_interval = 5000"]
        if let statementTimeout {
            statements.append("SET statement_timeout = \(max(1, statementTimeout.milliseconds))")
        }
        if let idle = idleInTransactionTimeout {
            statements.append("SET idle_in_transaction_session_timeout = \(max(1, idle.milliseconds))")
        }
        return statements.joined(separator: ";")
    }

    /// Throws when libpq cannot read the connection string, without quoting it.
    func validate() throws(PostgresError) {
        guard safeSettings == nil else { return }
        throw PostgresError(
            phase: .connecting,
            message: "the connection string is neither \"key=value …\" nor a postgresql:// URI that libpq can read"
        )
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        guard let settings = safeSettings else { return "PostgresConfiguration(unreadable connection string)" }
        let shown = ["host", "port", "dbname", "user", "sslmode"].compactMap { key in
            settings[key].map { "\(key)=\($0)" }
        }
        return "PostgresConfiguration(\(shown.joined(separator: " ")))"
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

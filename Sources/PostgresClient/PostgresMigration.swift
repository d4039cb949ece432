/// One change of a schema.
///
/// Once released its SQL is never edited: the next change is the next migration.
package struct Migration: Sendable {
    /// Unique within its schema; the order is that of the list, not of the names.
    package let name: String
    /// One or more statements, run in one transaction with the record of the migration.
    package let sql: String
    /// The schema that unqualified names in `sql` mean.
    ///
    /// No part of what is recorded: a schema may be renamed, and its migrations are still the same.
    package let searchPath: String?

    package init(name: String, sql: String, searchPath: String? = nil) {
        self.name = name
        self.sql = sql
        self.searchPath = searchPath
    }
}

/// Brings a schema up to date and returns the names that were applied, in order.
///
/// Names and SHA-256 checksums are recorded in `<schema>.migrations`. Each migration is one transaction, under one lock
/// for the database, so several replicas may start together.
///
/// - Throws: ``PostgresError`` in the phase `migrating` when a migration was edited after it was applied, with its name;
///   the error of a migration's SQL, which then left nothing behind.
@discardableResult
package func migrate(_ client: PostgresClient, schema: String, migrations: [Migration]) async throws -> [String] {
    try await client.withConnection { try await migrate($0, schema: schema, migrations: migrations) }
}

/// The same on one connection.
@discardableResult
package func migrate(
    _ connection: PostgresConnection,
    schema: String,
    migrations: [Migration]
) async throws -> [String] {
    let run = MigrationRun(connection: connection, schema: schema)
    try await run.prepare()
    var applied: [String] = []
    for migration in migrations where try await run.apply(migration) { applied.append(migration.name) }
    return applied
}

private struct MigrationRun {
    let connection: PostgresConnection
    let schema: String

    private var table: String { "\"\(schema)\".migrations" }

    func prepare() async throws {
        guard !schema.isEmpty, schema.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            throw PostgresError(phase: .migrating, message: "a schema's name has letters, digits and _ only")
        }
        try await locked {
            try await connection.executeScript(
                """
                CREATE SCHEMA IF NOT EXISTS "\(schema)";
                CREATE TABLE IF NOT EXISTS \(table) (
                    name text PRIMARY KEY,
                    checksum bytea NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
                );
                """
            )
        }
    }

    /// True when it was applied now, false when it had been.
    func apply(_ migration: Migration) async throws -> Bool {
        try await locked {
            let rows = try await connection.query(
                """
                SELECT checksum = sha256(convert_to(\(migration.sql), 'UTF8')) FROM \(raw: table)
                WHERE name = \(migration.name)
                """
            )
            if let row = rows.first {
                guard try row.decode(Bool.self) else {
                    throw PostgresError(
                        phase: .migrating,
                        message: "migration \"\(migration.name)\" of schema \"\(schema)\" was edited after it was "
                            + "applied: restore its text and add a new migration for the change"
                    )
                }
                return false
            }
            if let path = migration.searchPath {
                try await connection.executeScript("SET LOCAL search_path TO \"\(path)\", pg_temp")
            }
            try await connection.executeScript(migration.sql, isBounded: false)
            guard connection.session.isInTransaction else {
                throw PostgresError(
                    phase: .migrating,
                    message: "migration \"\(migration.name)\" ended its transaction: remove its COMMIT or ROLLBACK"
                )
            }
            try await connection.execute(
                """
                INSERT INTO \(raw: table) (name, checksum)
                VALUES (\(migration.name), sha256(convert_to(\(migration.sql), 'UTF8')))
                """
            )
            return true
        }
    }

    /// A transaction that holds the lock of all migrators of the database, without a limit on its statements.
    private func locked<R>(_ body: () async throws -> R) async throws -> R {
        try await connection.withTransaction { connection in
            try await connection.executeScript(
                """
                SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10min';
                SELECT pg_advisory_xact_lock(hashtext('bina.migrations'));
                """,
                isBounded: false
            )
            return try await body()
        }
    }
}

import PostgresClient

/// One database as of one instant, however long the look takes: a read-only transaction that sees nothing newer.
final class Snapshot: Sendable {
    private let connection: PostgresConnection

    private init(_ connection: PostgresConnection) { self.connection = connection }

    /// Lends a snapshot that is taken now.
    static func with<Result>(
        of configuration: PostgresConfiguration,
        _ body: (Snapshot) async throws -> Result
    ) async throws -> Result {
        var configuration = configuration
        configuration.applicationName = "bina verify"
        // A sort of everything takes as long as it takes.
        configuration.statementTimeout = nil
        configuration.idleInTransactionTimeout = nil
        let connection = try await PostgresConnection.connect(configuration)
        let outcome: Swift.Result<Result, any Error>
        do {
            try await connection.executeScript(
                """
                BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
                SET LOCAL cursor_tuple_fraction = 1;
                SET LOCAL jit = off;
                SELECT 1
                """
            )
            outcome = .success(try await body(Snapshot(connection)))
        } catch {
            outcome = .failure(error)
        }
        await connection.close()
        return try outcome.get()
    }

    /// Lends a snapshot of each, by name, taken one after the other.
    static func each<Result>(
        of databases: [String: PostgresConfiguration],
        _ body: ([String: Snapshot]) async throws -> Result
    ) async throws -> Result {
        try await each(of: databases.sorted { $0.key < $1.key }[...], [:], body)
    }

    private static func each<Result>(
        of rest: ArraySlice<(key: String, value: PostgresConfiguration)>,
        _ taken: [String: Snapshot],
        _ body: ([String: Snapshot]) async throws -> Result
    ) async throws -> Result {
        guard let (name, database) = rest.first else { return try await body(taken) }
        return try await with(of: database) { snapshot in
            try await each(of: rest.dropFirst(), taken.merging([name: snapshot]) { $1 }, body)
        }
    }

    func rows(_ query: PostgresQuery) async throws -> PostgresRows { try await connection.query(query) }

    /// The query's rows, page by page, so that memory does not grow with the table.
    func cursor(_ name: String, _ sql: String, page: Int = 1_000) async throws -> RowCursor {
        try await connection.executeScript("DECLARE \(name) NO SCROLL CURSOR FOR \(sql)")
        return RowCursor(snapshot: self, name: name, page: page)
    }
}

/// A query's rows one after the other.
struct RowCursor {
    private let snapshot: Snapshot
    private let name: String
    private let page: Int
    private var rows: PostgresRows?
    private var position = 0
    private var isAtEnd = false

    init(snapshot: Snapshot, name: String, page: Int) {
        self.snapshot = snapshot
        self.name = name
        self.page = page
    }

    /// Nil at the end.
    mutating func next() async throws -> PostgresRow? {
        if let rows, position < rows.count {
            defer { position += 1 }
            return rows[position]
        }
        guard !isAtEnd else { return nil }
        try Task.checkCancellation()
        let fetched = try await snapshot.rows("FETCH FORWARD \(raw: String(page)) FROM \(raw: name)")
        isAtEnd = fetched.count < page
        rows = fetched
        position = 1
        return fetched.first
    }
}

import PostgresClient
import Testing

protocol Querying {
    func query(_ query: PostgresQuery) async throws -> PostgresRows
}

extension PostgresClient: Querying {}
extension PostgresConnection: Querying {}

extension Querying {
    /// The first column of the first row.
    func one<T: PostgresDecodable>(_ query: PostgresQuery, _: T.Type = T.self) async throws -> T {
        try #require(try await self.query(query).first).decode(T.self)
    }

    func count(_ query: PostgresQuery) async throws -> Int { try await self.query(query).count }
}

extension PostgresClient {
    /// Whether the connection's server process is in `pg_sleep` now.
    func isAsleep(_ connection: PostgresConnection) async throws -> Bool {
        let process = Int32(connection.backendProcessID)
        return try await count("SELECT 1 FROM pg_stat_activity WHERE pid = \(process) AND wait_event = 'PgSleep'") == 1
    }
}

import PostgresClient
import Testing

/// Waits until the condition holds; false when it did not in time.
func eventually(within limit: Duration = .seconds(60), _ condition: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return false
}

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

import EventStorePostgres
import PostgresClient
import PostgresClientTesting

extension EventStoreConfiguration {
    static var light: EventStoreConfiguration { EventStoreConfiguration(schema: "light", source: "light") }
}

/// Lends a new store in a database of its own.
func withStore(
    _ configuration: EventStoreConfiguration = .light,
    _ body: (_ store: PostgresEventStore, _ client: PostgresClient) async throws -> Void
) async throws {
    try await withTestDatabase { client, _ in
        let store = try await PostgresEventStore.open(client, configuration)
        do {
            try await body(store, client)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

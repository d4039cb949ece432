import EventSourcing
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

struct PostgresEventStoreTests {
    @Test(arguments: EventStoreContract.allCases)
    func `keeps the contract`(promise: EventStoreContract) async throws {
        try await withStore { store, _ in try await promise.verify(store) }
    }
}

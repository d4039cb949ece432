import EventSourcingTesting
import Testing

struct InMemoryEventStoreTests {
    @Test(arguments: EventStoreContract.allCases)
    func `keeps the contract`(promise: EventStoreContract) async throws {
        try await promise.verify(InMemoryEventStore())
    }
}

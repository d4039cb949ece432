import EventSourcing
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

struct StrangerTests {
    @Test func `a stranger's open transaction, here or in another database, delays nobody and is named`() async throws {
        try await withTestDatabase { elsewhere, _ in
            try await elsewhere.execute("create table notes (text text)")
            try await withStore { store, client in
                try await client.execute("create table notes (text text)")
                try await elsewhere.withConnection { far in
                    try await client.withConnection { near in
                        for stranger in [far, near] {
                            try await stranger.executeScript("begin; insert into notes values ('left open')")
                        }
                        try await appendAndRead(store)
                        try await expectNamed([near.backendProcessID, far.backendProcessID], by: store)
                        for stranger in [far, near] { try await stranger.executeScript("rollback") }
                    }
                }
            }
        }
    }

    private func appendAndRead(_ store: PostgresEventStore) async throws {
        let start = ContinuousClock.now
        let stream = StreamID.lamp()
        for version in Int64(0)..<20 {
            let receipt = try await store.append(.lamp(stream, version == 0 ? .noStream : .exactly(version))).receipts()
            let lane = store.lane(of: stream)
            let page = try await store.feed.page(lane, after: version, limit: 10)
            #expect(page.events.map(\.sequence) == receipt.map(\.sequence))
            #expect(page.head == version + 1)
        }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    private func expectNamed(_ processes: [Int32], by store: PostgresEventStore) async throws {
        let named = try await store.longRunningTransactions(olderThan: .zero)
        for process in processes {
            let stranger = try #require(named.first { $0.processID == process })
            #expect(stranger.state == "idle in transaction")
            #expect(stranger.age > .zero)
            #expect(stranger.database.hasPrefix("bina_test_"))
        }
        #expect(try await store.longRunningTransactions(olderThan: .seconds(3_600)).isEmpty)
    }
}

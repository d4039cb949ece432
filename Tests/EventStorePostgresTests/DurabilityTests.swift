import EventSourcing
import TestSupport
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

struct DurabilityTests {
    @Test(.timeLimit(.minutes(3)))
    func `every acknowledged append survives the sudden death of PostgreSQL`() async throws {
        try await withPrivatePostgres { server in
            let client = PostgresClient(PostgresConfiguration(server.connectionString()))
            var configuration = EventStoreConfiguration.light
            configuration.patience = .seconds(30)
            let store = try await PostgresEventStore.open(client, configuration)

            let acknowledged = try await withThrowingTaskGroup(of: [CommandID: CommandReceipt].self) { group in
                for _ in 0..<32 { group.addTask { try await write(to: store) } }
                for _ in 0..<3 {
                    try await Task.sleep(for: .milliseconds(400))
                    try await server.kill()
                    try await soon { !server.isRunning }
                    try await server.start()
                }
                group.cancelAll()
                return try await group.reduce(into: [CommandID: CommandReceipt]()) {
                    $0.merge($1) { first, _ in first }
                }
            }

            let follower = LaneFollower(feed: store.feed)
            try await soon { (try? await follower.catchUp()) != nil }
            let stored = Dictionary(grouping: follower.events, by: \.context.commandID)
            #expect(follower.gaps == 0)
            #expect(stored.values.allSatisfy { $0.count == 1 }, "no command twice")
            for (command, receipt) in acknowledged {
                let event = stored[command]?.first
                #expect(event?.lane == receipt.lane && event?.sequence == receipt.sequence)
            }
            #expect(acknowledged.count > 100)
            await store.close()
            await client.close()
        }
    }

    private func write(to store: PostgresEventStore) async throws -> [CommandID: CommandReceipt] {
        var acknowledged: [CommandID: CommandReceipt] = [:]
        while !Task.isCancelled {
            let command = CommandEvents.lamp(1)
            let receipts = try await store.append(.lamp(.lamp(), .noStream, [command])).receipts()
            acknowledged[command.context.commandID] = receipts.first
        }
        return acknowledged
    }
}

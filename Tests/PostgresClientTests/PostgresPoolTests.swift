import PostgresClient
import PostgresClientTesting
import TestSupport
import Testing

@Suite struct PostgresPoolTests {
    private func client(_ connectionString: String, maximum: Int, patience: Duration) -> PostgresClient {
        var configuration = PostgresConfiguration(connectionString)
        configuration.maximumConnections = maximum
        configuration.acquireTimeout = patience
        return PostgresClient(configuration)
    }

    @Test func `never opens more than its maximum`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            let client = client(connectionString, maximum: 3, patience: .seconds(30))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 { group.addTask { _ = try await client.query("SELECT pg_sleep(0.005)") } }
                try await group.waitForAll()
            }
            let processes = try await client.query(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type LIKE 'client%'"
            )
            #expect(try processes[0].decode(Int.self) <= 3)
            #expect(client.poolUse.open <= 3)
            await client.close()
        }
    }

    @Test func `refuses clearly when no connection becomes free in time`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            let client = client(connectionString, maximum: 1, patience: .seconds(2))
            let error = try await client.withConnection { _ in
                await #expect(throws: PostgresError.self) { try await client.query("SELECT 1") }
            }
            #expect(error?.phase == .acquiring && error?.isRetriable == true)
            #expect(error?.message.contains("1 connections") == true)
            #expect(try await client.count("SELECT 1") == 1)
            await client.close()
        }
    }

    @Test func `serves those who wait in order`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            let client = client(connectionString, maximum: 1, patience: .seconds(30))
            try await client.execute("CREATE TABLE turns (place int8 GENERATED ALWAYS AS IDENTITY, who int8)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await client.withConnection { _ in
                    for n in 0..<20 {
                        group.addTask { _ = try await client.execute("INSERT INTO turns (who) VALUES (\(n))") }
                        #expect(await eventually { client.poolUse.waiting == n + 1 })
                    }
                }
                try await group.waitForAll()
            }
            let order = try await client.query("SELECT who FROM turns ORDER BY place").decode(Int.self)
            #expect(order == Array(0..<20))
            await client.close()
        }
    }

    @Test func `a cancelled waiter leaves the queue`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            let client = client(connectionString, maximum: 1, patience: .seconds(30))
            try await client.withConnection { _ in
                let task = Task { try await client.query("SELECT 1") }
                #expect(await eventually { client.poolUse.waiting == 1 })
                task.cancel()
                await #expect(throws: CancellationError.self) { _ = try await task.value }
                #expect(client.poolUse.waiting == 0)
            }
            await client.close()
        }
    }

    @Test func `closing waits for what was borrowed and refuses what comes after`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            let client = client(connectionString, maximum: 2, patience: .seconds(30))
            let running = Task { try await client.query("SELECT pg_sleep(0.2), 7::int8 AS n") }
            #expect(await eventually { client.poolUse.open == 1 })
            await client.close()
            #expect(client.poolUse.open == 0)
            #expect(try await running.value[0].decode(Int.self, named: "n") == 7)
            let error = await #expect(throws: PostgresError.self) { try await client.query("SELECT 1") }
            #expect(error?.phase == .acquiring)
        }
    }
}

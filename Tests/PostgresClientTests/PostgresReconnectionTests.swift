import PostgresClient
import PostgresClientTesting
import Synchronization
import TestSupport
import Testing

@Suite struct PostgresReconnectionTests {
    @Test func `replaces connections whose server process was ended`() async throws {
        try await withTestDatabase { client, connectionString in
            let process = try await client.withConnection { $0.backendProcessID }
            let other = PostgresClient(PostgresConfiguration(connectionString))
            try await other.execute("SELECT pg_terminate_backend(\(Int32(process)), 10000)")
            #expect(try await client.count("SELECT 1") == 1)
            #expect(try await client.withConnection { $0.backendProcessID } != process)
            await other.close()
        }
    }

    @Test func `a statement that was running tells that its connection was lost`() async throws {
        try await withTestDatabase { client, _ async throws in
            let error = try await client.withConnection { connection async throws in
                let running = Task { try await connection.query("SELECT pg_sleep(60)") }
                try await client.execute("SELECT pg_terminate_backend(\(connection.backendProcessID))")
                return await #expect(throws: PostgresError.self) { _ = try await running.value }
            }
            #expect(error?.isConnectionLost == true && error?.isRetriable == true)
            #expect(try await client.count("SELECT 1") == 1)
        }
    }

    /// The first answer comes together with the server's goodbye, or long before it, or fills libpq's buffer.
    @Test(.timeLimit(.minutes(1)), arguments: [PartlyAnswered.pipeline, .longPipeline, .script])
    func `work of which one part was answered tells that its connection was lost`(_ work: PartlyAnswered) async throws {
        try await withTestDatabase { client, connectionString in
            let connection = try await PostgresConnection.connect(PostgresConfiguration(connectionString))
            // Not awaited: a connection that never answers would keep the whole run.
            let failure = Mutex<PostgresError?>(nil)
            Task {
                let error = await #expect(throws: PostgresError.self) { try await work.run(on: connection) }
                failure.withLock { $0 = error }
            }
            #expect(try await eventually { try await client.isAsleep(connection) })
            try await client.execute("SELECT pg_terminate_backend(\(Int32(connection.backendProcessID)))")
            try #require(await eventually(within: .seconds(15)) { failure.withLock { $0 } != nil })
            let error = failure.withLock { $0 }
            #expect(error?.isConnectionLost == true)
            #expect(error?.sqlState == "57P01")
            await connection.close()
        }
    }

    enum PartlyAnswered: Sendable {
        case pipeline, longPipeline, script

        func run(on connection: PostgresConnection) async throws {
            switch self {
            case .pipeline: _ = try await connection.pipeline(["SELECT 1", "SELECT pg_sleep(60)"])
            case .longPipeline:
                _ = try await connection.pipeline(["SELECT repeat('a', 200000)", "SELECT pg_sleep(60)", "SELECT 2"])
            case .script: try await connection.executeScript("SELECT 1; SELECT pg_sleep(60)")
            }
        }
    }

    @Test func `survives a restart and a kill of the server`() async throws {
        try await withPrivatePostgres { server in
            let client = PostgresClient(PostgresConfiguration(server.connectionString()))
            // A kill does not show it: what was handed to the kernel survives without them.
            for setting in ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"] {
                #expect(try await client.query("SELECT current_setting(\(setting))").decode(String.self) == ["on"])
            }
            try await client.execute("CREATE TABLE t (n int8)")
            try await client.execute("INSERT INTO t VALUES (\(1))")

            try await server.restart()
            #expect(try await client.query("SELECT n FROM t").decode(Int.self) == [1])

            let running = Task { try await client.query("SELECT pg_sleep(60)") }
            #expect(await eventually { client.poolUse.open == 1 && client.poolUse.idle == 0 })
            try await server.kill()
            let lost = await #expect(throws: PostgresError.self) { _ = try await running.value }
            #expect(lost?.isRetriable == true)
            #expect(!server.isRunning)
            let down = await #expect(throws: PostgresError.self) { try await client.query("SELECT 1") }
            #expect(down?.isRetriable == true)

            try await server.start()
            #expect(try await client.query("SELECT n FROM t").decode(Int.self) == [1])
            let loopback = PostgresClient(PostgresConfiguration(server.loopbackConnectionString()))
            #expect(try await loopback.query("SELECT n FROM t").decode(Int.self) == [1])
            await loopback.close()
            await client.close()
            try await server.stop()
        }
    }
}

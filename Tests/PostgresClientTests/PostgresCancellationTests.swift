import PostgresClient
import PostgresClientTesting
import TestSupport
import Testing

@Suite struct PostgresCancellationTests {
    @Test func `the server stops a statement at its timeout`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            var configuration = PostgresConfiguration(connectionString)
            // Long enough that a busy machine answers `SELECT 1` within it.
            configuration.statementTimeout = .seconds(2)
            let connection = try await PostgresConnection.connect(configuration)
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(60)") }
            #expect(error?.isQueryCancelled == true)
            #expect(try await connection.count("SELECT 1") == 1)
            await connection.close()
        }
    }

    @Test func `we stop a statement whose server-side timeout was turned off`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            var configuration = PostgresConfiguration(connectionString)
            // Long enough that turning it off is done within it.
            configuration.statementTimeout = .seconds(2)
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.executeScript("SET statement_timeout = 0")
            let start = ContinuousClock.now
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(60)") }
            #expect(error?.isQueryCancelled == true)
            let ofScript = await #expect(throws: PostgresError.self) {
                try await connection.executeScript("SELECT 1; SELECT pg_sleep(60)")
            }
            #expect(ofScript?.isQueryCancelled == true)
            #expect(ContinuousClock.now - start < .seconds(40))
            #expect(try await connection.count("SELECT 1") == 1)
            await connection.close()
        }
    }

    @Test func `the server stops the statement of a client that is gone`() async throws {
        try await withTestDatabase { client, connectionString async throws in
            let connection = try await PostgresConnection.connect(PostgresConfiguration(connectionString))
            let running = Task { try await connection.query("SELECT pg_sleep(60)") }
            #expect(try await eventually { try await client.isAsleep(connection) })
            await connection.close()
            await #expect(throws: PostgresError.self) { _ = try await running.value }
            #expect(try await eventually(within: .seconds(30)) { try await !client.isAsleep(connection) })
        }
    }

    @Test func `a transaction left idle is ended by the server and the pool recovers`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            var configuration = PostgresConfiguration(connectionString)
            configuration.idleInTransactionTimeout = .milliseconds(100)
            let client = PostgresClient(configuration)
            let error = await #expect(throws: PostgresError.self) {
                try await client.withTransaction { connection in
                    #expect(await eventually { !connection.isUsable })
                    _ = try await connection.query("SELECT 1")
                }
            }
            #expect(error?.isConnectionLost == true && error?.sqlState == "25P03")
            #expect(try await client.count("SELECT 1") == 1)
            await client.close()
        }
    }

    @Test func `a cancelled task gets its answer at once and the connection stays`() async throws {
        try await withTestDatabase { client, _ async throws in
            let task = Task { try await client.query("SELECT pg_sleep(60)") }
            #expect(await eventually { client.poolUse.open == 1 && client.poolUse.idle == 0 })
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            let early = Task {
                while !Task.isCancelled { await Task.yield() }
                _ = try await client.query("SELECT 1")
            }
            early.cancel()
            await #expect(throws: CancellationError.self) { try await early.value }
            #expect(try await client.count("SELECT 1") == 1)
        }
    }

    /// Hundreds of tasks, cancelled at random moments: afterwards the pool is whole and every answer is right.
    @Test func `survives a cancellation storm`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            var configuration = PostgresConfiguration(connectionString)
            configuration.acquireTimeout = .seconds(120)
            let client = PostgresClient(configuration)
            try await client.execute("CREATE TABLE t (n int8)")
            var tasks: [Task<Void, any Error>] = []
            for n in 0..<400 {
                tasks.append(Task { try await Self.someWork(n, client) })
            }
            for task in tasks.shuffled() {
                if Bool.random() { try await Task.sleep(for: .microseconds(Int.random(in: 0..<3000))) }
                if Int.random(in: 0..<4) > 0 { task.cancel() }
            }
            var (done, cancelled) = (0, 0)
            for task in tasks {
                switch await task.result {
                case .success: done += 1
                case .failure(let error):
                    #expect(error is CancellationError)
                    cancelled += 1
                }
            }
            #expect(done + cancelled == 400 && cancelled > 0)
            #expect(await eventually { client.poolUse.idle == client.poolUse.open && client.poolUse.waiting == 0 })
            try await expectWhole(client)
            await client.close()
        }
    }

    private static func someWork(_ n: Int, _ client: PostgresClient) async throws {
        switch n % 4 {
        case 0:
            let rows = try await client.query("SELECT \(n), pg_sleep(0.002)")
            #expect(try rows[0].decode(Int.self) == n)
        case 1:
            try await client.withTransaction { connection in
                try await connection.execute("INSERT INTO t VALUES (\(n))")
                _ = try await connection.query("SELECT pg_sleep(0.001)")
            }
        case 2:
            try await client.withConnection { connection async throws in
                let results = try await connection.pipeline((0..<20).map { "SELECT \($0), pg_sleep(0.0001)" })
                #expect(try results.map { try $0[0].decode(Int.self) } == Array(0..<20))
            }
        default:
            try await client.withConnection { connection async throws in
                _ = try await connection.copyIn("t") { writer in
                    for _ in 0..<20_000 { try await writer.write([n.postgresValue]) }
                }
            }
        }
    }

    private func expectWhole(_ client: PostgresClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for n in 0..<200 {
                group.addTask {
                    let answer = try await client.one("SELECT \(n)", Int.self)
                    #expect(answer == n)
                }
            }
            try await group.waitForAll()
        }
        #expect(client.poolUse.open <= 8)
        let open = try await client.query(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state LIKE 'idle in%'
            """
        )
        #expect(try open[0].decode(Int.self) == 0)
        // Each transaction or COPY is there whole or not at all.
        let parts = try await client.query("SELECT count(*) FROM t GROUP BY n")
        #expect(try parts.decode(Int.self).allSatisfy { $0 == 1 || $0 == 20_000 })
    }
}

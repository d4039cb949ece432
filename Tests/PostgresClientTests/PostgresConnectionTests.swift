import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresConnectionTests {
    private func prepared(_ connection: PostgresConnection) async throws -> Int {
        let rows = try await connection.query("SELECT count(*) FROM pg_prepared_statements")
        return try rows[0].decode(Int.self)
    }

    @Test func `a statement with binds is prepared once`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                for n in 0..<10 { _ = try await connection.query("SELECT \(n) + 1") }
                #expect(try await prepared(connection) == 1)
                _ = try await connection.query("SELECT \("text") || 'x'")
                #expect(try await prepared(connection) == 2)
            }
        }
    }

    @Test func `the same text with other types works`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                for _ in 0..<3 {
                    #expect(try await connection.one("SELECT \(1)", Int.self) == 1)
                    #expect(try await connection.one("SELECT \("a")", String.self) == "a")
                }
                #expect(try await prepared(connection) == 1)
            }
        }
    }

    @Test func `prepared statements are bounded`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                for n in 0..<400 { _ = try await connection.query("SELECT \(n) AS c\(raw: String(n))") }
                #expect(try await prepared(connection) <= 257)
                #expect(try await connection.query("SELECT \(5) AS c5")[0].decode(Int.self, named: "c5") == 5)
            }
        }
    }

    @Test func `recovers when the server forgot its statements`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                _ = try await connection.query("SELECT \(1)")
                try await connection.execute("DEALLOCATE ALL")
                #expect(try await connection.one("SELECT \(2)", Int.self) == 2)
                try await connection.execute("DISCARD ALL")
                let rows = try await connection.pipeline(["SELECT \(3)", "SELECT \(4)"])
                #expect(try rows.map { try $0[0].decode(Int.self) } == [3, 4])
            }
        }
    }

    @Test func `recovers when a table changed under a prepared statement`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.executeScript("CREATE TABLE t (a int4); INSERT INTO t VALUES (1)")
                #expect(try await connection.query("SELECT * FROM t WHERE a = \(1)").columns.map(\.name).count == 1)
                try await connection.execute("ALTER TABLE t ADD b text")
                #expect(try await connection.query("SELECT * FROM t WHERE a = \(1)").columns.map(\.name).count == 2)
                try await connection.execute("ALTER TABLE t ADD c text")
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.withTransaction { try await $0.query("SELECT * FROM t WHERE a = \(1)") }
                }
                #expect(error?.sqlState == "0A000")
                #expect(try await connection.query("SELECT * FROM t WHERE a = \(1)").columns.map(\.name).count == 3)
            }
        }
    }

    @Test func `tasks that share a connection take turns`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                    for n in 1...100 {
                        group.addTask { try await connection.query("SELECT \(n)")[0].decode(Int.self) }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(sum == 5050)
            }
        }
    }

    @Test func `a pipeline answers in order`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                let results = try await connection.pipeline((0..<500).map { "SELECT \($0) AS n" })
                #expect(try results.map { try $0[0].decode(Int.self) } == Array(0..<500))
                #expect(try await connection.pipeline([]).isEmpty)
                #expect(try await prepared(connection) == 1)
            }
        }
    }

    @Test func `an error in a pipeline undoes all of it and names its place`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.execute("CREATE TABLE t (n int8 PRIMARY KEY)")
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.pipeline([
                        "INSERT INTO t VALUES (\(1))", "INSERT INTO t VALUES (\(2))", "INSERT INTO t VALUES (\(1))",
                        "INSERT INTO t VALUES (\(3))",
                    ])
                }
                #expect(error?.isUniqueViolation == true)
                #expect(error?.statementIndex == 2)
                #expect(try await connection.count("SELECT n FROM t") == 0)
                _ = try await connection.pipeline(["INSERT INTO t VALUES (\(9))"])
                #expect(try await connection.query("SELECT n FROM t").decode(Int.self) == [9])
            }
            #expect(client.poolUse.idle == 1)
        }
    }

    @Test func `a pipeline larger than the socket's buffers does not deadlock`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                let text = String(repeating: "x", count: 1_000_000)
                let results = try await connection.pipeline((0..<30).map { _ in "SELECT \(text)" })
                #expect(try results.allSatisfy { try $0[0].decode(String.self).utf8.count == 1_000_000 })
            }
        }
    }

    @Test func `a script runs several statements`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.executeScript("CREATE TABLE a (n int); CREATE TABLE b (n int);")
                await #expect(throws: PostgresError.self) {
                    try await connection.executeScript("INSERT INTO a VALUES (1); SELECT 1/0;")
                }
                #expect(try await connection.count("SELECT n FROM a") == 0)
            }
        }
    }

    @Test func `a statement that waits for COPY rows is told off, and the connection goes on`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.execute("CREATE TABLE t (n int)")
                await #expect(throws: PostgresError.self) { try await connection.executeScript("COPY t FROM STDIN") }
                #expect(try await connection.count("SELECT 1") == 1)
                await #expect(throws: PostgresError.self) { try await connection.executeScript("COPY t TO STDOUT") }
                #expect(!connection.isUsable)
            }
            #expect(try await client.count("SELECT 1") == 1)
        }
    }

    @Test func `hears notifications, and stops waiting in time`() async throws {
        try await withTestDatabase { client, connectionString in
            let listener = try await PostgresConnection.connect(PostgresConfiguration(connectionString))
            try await listener.execute("LISTEN news")
            #expect(try await listener.waitForNotification(within: .milliseconds(50)) == nil)
            async let heard = listener.waitForNotification(within: .seconds(10))
            try await client.execute("SELECT pg_notify('news', 'first')")
            #expect(try await heard?.payload == "first")
            try await client.execute("NOTIFY news, 'second'")
            #expect(try await listener.waitForNotification(within: .seconds(10))?.channel == "news")
            let waiting = Task { try await listener.waitForNotification(within: .seconds(60)) }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            await listener.close()
            await #expect(throws: PostgresError.self) { try await listener.query("SELECT 1") }
        }
    }

    @Test func `notices go to the log`() async throws {
        try await withTestDatabase { _, connectionString async throws in
            let (lines, log) = AsyncStream.makeStream(of: String.self)
            var configuration = PostgresConfiguration(connectionString)
            configuration.noticeLog = { log.yield($0) }
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.executeScript("DO $$ BEGIN RAISE WARNING 'mind the step'; END $$")
            var iterator = lines.makeAsyncIterator()
            #expect(await iterator.next()?.contains("mind the step") == true)
            await connection.close()
        }
    }
}

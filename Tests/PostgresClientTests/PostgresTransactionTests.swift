import PostgresClient
import PostgresClientTesting
import TestSupport
import Testing

@Suite struct PostgresTransactionTests {
    private struct Stop: Error {}

    @Test func `commits what the body did`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.execute("CREATE TABLE t (n int8)")
            let inserted = try await client.withTransaction { try await $0.execute("INSERT INTO t VALUES (\(1)), (2)") }
            #expect(inserted == 2)
            #expect(try await client.count("SELECT n FROM t") == 2)
        }
    }

    @Test func `rolls back and throws the body's own error`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.execute("CREATE TABLE t (n int8 PRIMARY KEY)")
            await #expect(throws: Stop.self) {
                try await client.withTransaction {
                    try await $0.execute("INSERT INTO t VALUES (1)")
                    throw Stop()
                }
            }
            let error = await #expect(throws: PostgresError.self) {
                try await client.withTransaction { try await $0.execute("INSERT INTO t VALUES (1), (1)") }
            }
            #expect(error?.isUniqueViolation == true)
            #expect(try await client.count("SELECT n FROM t") == 0)
            #expect(client.poolUse == PoolUse(open: 1, idle: 1, waiting: 0, maximum: 8))
        }
    }

    @Test func `a body that ignored an error does not count as committed`() async throws {
        try await withTestDatabase { client, _ async throws in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await client.withTransaction { _ = try? await $0.query("SELECT 1/0") }
            }
            guard case .commit(let cause) = error else { throw Stop() }
            #expect(cause.postgresError?.sqlState == "25P02")
            #expect(error?.postgresError?.sqlState == "25P02")
        }
    }

    @Test func `a deferred constraint fails the commit`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.execute("CREATE TABLE t (n int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await client.withTransaction { try await $0.execute("INSERT INTO t VALUES (1), (1)") }
            }
            #expect(error?.postgresError?.isUniqueViolation == true)
            #expect(client.poolUse.idle == 1)
        }
    }

    @Test func `a read-only transaction refuses to write`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.execute("CREATE TABLE t (n int8)")
            let error = await #expect(throws: PostgresError.self) {
                try await client.withTransaction(isolation: .repeatableRead, readOnly: true) {
                    try await $0.execute("INSERT INTO t VALUES (1)")
                }
            }
            #expect(error?.sqlState == "25006")
        }
    }

    @Test func `serializable transactions that conflict are retriable`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.execute("CREATE TABLE t (n int8)")
            let sum: PostgresQuery = "INSERT INTO t SELECT coalesce(sum(n), 0) + 1 FROM t"
            let error = await #expect(throws: (any Error).self) {
                try await client.withTransaction(isolation: .serializable) { first in
                    _ = try await first.execute(sum)
                    try await client.withTransaction(isolation: .serializable) { _ = try await $0.execute(sum) }
                }
            }
            #expect(error?.postgresError?.isSerializationFailure == true)
            #expect(error?.postgresError?.isRetriable == true)
        }
    }

    @Test func `a savepoint undoes its part only`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.execute("CREATE TABLE t (n int8)")
            try await client.withTransaction { connection in
                try await connection.savepoint { try await connection.execute("INSERT INTO t VALUES (1)") }
                await #expect(throws: PostgresError.self) {
                    try await connection.savepoint {
                        try await connection.execute("INSERT INTO t VALUES (2)")
                        _ = try await connection.query("SELECT 1/0")
                    }
                }
                try await connection.execute("INSERT INTO t VALUES (3)")
            }
            #expect(try await client.query("SELECT n FROM t ORDER BY n").decode(Int.self) == [1, 3])
        }
    }

    @Test func `a connection left inside a transaction is not lent again`() async throws {
        try await withTestDatabase { client, _ async throws in
            let first = try await client.withConnection { connection async throws in
                try await connection.execute("BEGIN")
                return connection.backendProcessID
            }
            let second = try await client.withConnection { $0.backendProcessID }
            #expect(first != second)
            #expect(client.poolUse.open == 1)
        }
    }

    @Test func `cancelling the body rolls back and keeps the connection`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.execute("CREATE TABLE t (n int8)")
            let task = Task {
                try await client.withTransaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    _ = try await connection.query("SELECT pg_sleep(60)")
                }
            }
            #expect(
                try await eventually {
                    try await client.query(
                        "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
                    ).count == 1
                }
            )
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await client.count("SELECT n FROM t") == 0)
            #expect(client.poolUse.open == 2 && client.poolUse.idle == 2)
        }
    }
}

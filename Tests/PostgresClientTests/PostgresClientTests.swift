import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresClientTests {
    @Test func `runs a statement with binds and reads its rows`() async throws {
        try await withTestDatabase { client, _ in
            let rows = try await client.query("SELECT \(1) + n, \("x") || n::text FROM generate_series(1, \(3)) AS n")
            let values = try rows.map { try $0.decode((Int, String).self) }
            #expect(values.map(\.0) == [2, 3, 4])
            #expect(values.map(\.1) == ["x1", "x2", "x3"])
        }
    }

    @Test func `commits a transaction and rolls back one whose body throws`() async throws {
        try await withTestDatabase { client, _ in
            try await client.execute("CREATE TABLE t (n int8 PRIMARY KEY)")
            try await client.withTransaction { _ = try await $0.execute("INSERT INTO t VALUES (\(1))") }
            await #expect(throws: PostgresError.self) {
                try await client.withTransaction {
                    try await $0.execute("INSERT INTO t VALUES (\(2))")
                    try await $0.execute("INSERT INTO t VALUES (\(1))")
                }
            }
            #expect(try await client.query("SELECT n FROM t").decode(Int.self) == [1])
            #expect(client.poolUse.open == 1)
        }
    }
}

import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresCopyTests {
    private struct Stop: Error {}

    @Test func `loads rows of every kind`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.execute("CREATE TABLE t (id uuid, n int8, word text, tags text[], data bytea)")
                let id = UUID()
                let count = try await connection.copyIn(
                    "t (id, n, word, tags, data)",
                    rows: [
                        [
                            id.postgresValue, 1.postgresValue, "wörd".postgresValue, ["a", "b"].postgresValue,
                            [UInt8(1)].postgresValue,
                        ],
                        [UUID().postgresValue, .null(), .null(), [String]().postgresValue, .null()],
                    ]
                )
                #expect(count == 2)
                let row = try #require(try await connection.query("SELECT * FROM t WHERE id = \(id)").first)
                let (_, n, word, tags, data) = try row.decode((UUID, Int, String, [String], [UInt8]).self)
                #expect(n == 1 && word == "wörd" && tags == ["a", "b"] && data == [1])
            }
        }
    }

    @Test func `streams more rows than a buffer holds`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.execute("CREATE TABLE t (n int8, word text)")
                let word = String(repeating: "w", count: 100).postgresValue
                let count = try await connection.copyIn("t") { writer in
                    for n in 0..<100_000 { try await writer.write([n.postgresValue, word]) }
                }
                #expect(count == 100_000)
                #expect(try await connection.one("SELECT sum(n)::int8 FROM t", Int.self) == 4_999_950_000)
            }
        }
    }

    @Test func `a bad row undoes the load and leaves the connection good`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.execute("CREATE TABLE t (n int8 PRIMARY KEY)")
                let duplicate = await #expect(throws: PostgresError.self) {
                    try await connection.copyIn("t", rows: [[1.postgresValue], [1.postgresValue]])
                }
                #expect(duplicate?.isUniqueViolation == true)
                let misshapen = await #expect(throws: PostgresError.self) {
                    try await connection.copyIn("t", rows: [[1.postgresValue, 2.postgresValue]])
                }
                #expect(misshapen?.sqlState == "22P04")
                await #expect(throws: PostgresError.self) {
                    try await connection.copyIn("nowhere", rows: [])
                }
                #expect(try await connection.count("SELECT n FROM t") == 0)
            }
            #expect(client.poolUse.idle == 1)
        }
    }

    @Test func `an error of the one who writes undoes the load and is thrown on`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.execute("CREATE TABLE t (n int8)")
                await #expect(throws: Stop.self) {
                    try await connection.copyIn("t") { writer in
                        for n in 0..<50_000 { try await writer.write([n.postgresValue]) }
                        throw Stop()
                    }
                }
                #expect(try await connection.count("SELECT n FROM t") == 0)
            }
            #expect(client.poolUse.idle == 1)
        }
    }
}

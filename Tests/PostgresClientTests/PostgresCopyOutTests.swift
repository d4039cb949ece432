import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresCopyOutTests {
    @Test func `reads rows field by field`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                let id = UUID()
                var rows = try await connection.copyOut(
                    """
                    select 1::smallint, -2::integer, 9223372036854775807, '\(id.uuidString)'::uuid, null::uuid, 'wörd',
                        timestamptz '2000-01-01 00:00:00.000001Z'
                    union all select -1::smallint, 0, 0, '\(id.uuidString)'::uuid, null, '', timestamptz '1970-01-01Z'
                    """,
                    maximumBytes: 1_000
                )
                #expect(try rows.nextRow(columns: 7))
                #expect(try rows.integer() == 1)
                #expect(try rows.integer() == -2)
                #expect(try rows.integer() == .max)
                #expect(try rows.uuid() == id)
                #expect(try rows.uuidOrNull() == nil)
                #expect(try String(decoding: rows.bytes[rows.needed()], as: UTF8.self) == "wörd")
                #expect(try rows.microseconds().sinceUnixEpoch == 946_684_800_000_001)
                #expect(try rows.nextRow(columns: 7))
                #expect(try rows.integer() == -1)
                for _ in 0..<4 { _ = try rows.field() }
                #expect(try rows.needed().isEmpty)
                #expect(try rows.microseconds().sinceUnixEpoch == 0)
                #expect(try !rows.nextRow(columns: 7))
                #expect(!rows.isCutOff)
            }
        }
    }

    @Test func `keeps no more than it was told, whole rows, and the connection`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                var rows = try await connection.copyOut(
                    "select n from generate_series(1, 5000000) n",
                    maximumBytes: 10_000
                )
                #expect(rows.isCutOff)
                #expect(rows.bytes.count < 10_100)
                var last: Int64 = 0
                while try rows.nextRow(columns: 1) {
                    let number = try rows.integer()
                    #expect(number == last + 1)
                    last = number
                }
                #expect(last > 500)
                #expect(try await connection.query("select 7").first?.decode(Int.self) == 7)
            }
        }
    }

    @Test func `an error leaves the connection good`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                await #expect(throws: PostgresError.self) {
                    try await connection.copyOut(
                        "select 1/(5000 - n) from generate_series(1, 9000) n",
                        maximumBytes: 1 << 20
                    )
                }
                #expect(try await connection.query("select 7").first?.decode(Int.self) == 7)
            }
        }
    }

    @Test func `what was read can be loaded again`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection { connection async throws in
                try await connection.execute("create table t (n bigint, word text)")
                let rows = try await connection.copyOut(
                    "select n::bigint, repeat('w', 100) from generate_series(1, 20000) n",
                    maximumBytes: 1 << 30
                )
                #expect(try await connection.copyIn("t", rows) == 20_000)
                #expect(
                    try await connection.query("select sum(n)::bigint from t").first?.decode(Int.self) == 200_010_000
                )
            }
        }
    }
}

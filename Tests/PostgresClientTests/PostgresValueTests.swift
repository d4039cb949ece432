import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresValueTests {
    /// Sends a value, as its type and as NULL, and reads it back.
    private func roundTrip<T: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [T],
        on client: PostgresClient
    ) async throws {
        for value in values {
            let row = try #require(try await client.query("SELECT \(value), \(T?.none)").first)
            let (back, null) = try row.decode((T, T?).self)
            #expect(back == value)
            #expect(null == nil)
        }
    }

    @Test func `every scalar type comes back as it went`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await roundTrip([true, false], on: client)
            try await roundTrip([Int16.min, 0, .max], on: client)
            try await roundTrip([Int32.min, -1, .max], on: client)
            try await roundTrip([Int64.min, -1, 1 << 40, .max], on: client)
            try await roundTrip([Int.min, 7], on: client)
            try await roundTrip([0, -0.5, .pi, .greatestFiniteMagnitude, .infinity], on: client)
            try await roundTrip(
                ["", "héllo", "👩‍👩‍👧‍👦 ꦧꦶꦤ", "a'b\"c\\d\n", String(repeating: "x", count: 100_000)],
                on: client
            )
            try await roundTrip([UUID(), UUID()], on: client)
            try await roundTrip([[], [0, 255, 10]] as [[UInt8]], on: client)
        }
    }

    @Test func `every array type comes back as it went, also empty`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await roundTrip([[], [true, false]], on: client)
            try await roundTrip([[], [Int16.min, .max]], on: client)
            try await roundTrip([[], [Int32.min, .max]], on: client)
            try await roundTrip([[], [Int64.min, .max]], on: client)
            try await roundTrip([[], [1, 2, 3]] as [[Int]], on: client)
            try await roundTrip([[], [1.5, -2]] as [[Double]], on: client)
            try await roundTrip([[], ["", "ü", "a,b{}\""]], on: client)
            try await roundTrip([[], [UUID(), UUID()]], on: client)
            try await roundTrip([[], [[1, 2], [], [255]]] as [[[UInt8]]], on: client)
            try await roundTrip([[], [PostgresMicroseconds(sinceUnixEpoch: 1)]], on: client)
            try await roundTrip([[], ["a", nil, ""]] as [[String?]], on: client)
            try await roundTrip([[nil], [1, nil]] as [[Int64?]], on: client)
        }
    }

    @Test func `the server reads the types that we mean`() async throws {
        try await withTestDatabase { client, _ async throws in
            let rows = try await client.query(
                """
                SELECT pg_typeof(\(1))::text, pg_typeof(\(Int32(1)))::text, pg_typeof(\([UUID()]))::text,
                    pg_typeof(\([UInt8]()))::text, pg_typeof(\([[UInt8]]()))::text, pg_typeof(\(Date()))::text,
                    pg_typeof(\(PostgresValue.jsonb("{}")))::text, pg_typeof(\(String?.none))::text
                """
            )
            let row = try #require(rows.first)
            let types = try (0..<8).map { try row.decode(String.self, at: $0) }
            #expect(
                types == [
                    "bigint", "integer", "uuid[]", "bytea", "bytea[]", "timestamp with time zone", "jsonb", "text",
                ]
            )
        }
    }

    @Test func `instants keep their microsecond`() async throws {
        try await withTestDatabase { client, _ async throws in
            let instants: [Int64] = [-1, 0, 1, 946_684_800_000_000, 1_790_000_000_123_457, -62_000_000_000_000_001]
            try await roundTrip(instants.map { PostgresMicroseconds(sinceUnixEpoch: $0) }, on: client)
            let rows = try await client.query(
                "SELECT '2026-03-04 05:06:07.123457+00'::timestamptz, \(Date(timeIntervalSince1970: 1.5))"
            )
            let (read, date) = try #require(rows.first).decode((PostgresMicroseconds, Date).self)
            #expect(read.sinceUnixEpoch == 1_772_600_767_123_457)
            #expect(date == Date(timeIntervalSince1970: 1.5))
        }
    }

    @Test func `infinity and instants out of range are refused`() async throws {
        try await withTestDatabase { client, _ async throws in
            for text in ["infinity", "-infinity"] {
                let rows = try await client.query("SELECT \(text)::timestamptz AS ends_at")
                let error = #expect(throws: PostgresError.self) { try rows[0].decode(Date.self) }
                #expect(error?.message.contains("ends_at") == true)
            }
            let error = await #expect(throws: PostgresError.self) {
                try await client.query("SELECT \(PostgresMicroseconds(sinceUnixEpoch: .min))")
            }
            #expect(error?.sqlState == "22008")
        }
    }

    @Test func `a cell of another type is refused, naming the column but not the value`() async throws {
        try await withTestDatabase { client, _ async throws in
            let row = try #require(
                try await client.query("SELECT 'secret' AS word, 300::int4 AS n, NULL::int4 AS gone").first
            )
            let error = #expect(throws: PostgresError.self) { try row.decode(Int.self, named: "word") }
            #expect(error?.phase == .decoding)
            #expect(error?.description.contains("word") == true)
            #expect(error?.debugDescription.contains("secret") == false)
            #expect(throws: PostgresError.self) { try row.decode(UInt8.self, named: "n") }
            #expect(throws: PostgresError.self) { try row.decode(Int.self, named: "gone") }
            #expect(throws: PostgresError.self) { try row.decode(Int.self, named: "nowhere") }
            #expect(throws: PostgresError.self) { try row.decode(Int.self, at: 3) }
            #expect(try row.decode(Int64.self, named: "n") == 300)
        }
    }

    @Test func `malformed array bytes are refused, not read beyond`() async throws {
        try await withTestDatabase { client, _ async throws in
            let matrix = try await client.query("SELECT ARRAY[[1,2],[3,4]]::int8[]")
            #expect(throws: PostgresError.self) { try matrix[0].decode([Int].self) }
            let wrong = try await client.query("SELECT 1::int8")
            #expect(throws: PostgresError.self) { try wrong[0].decode([Int].self) }
        }
    }

    @Test func `large arrays and large results arrive whole`() async throws {
        try await withTestDatabase { client, _ async throws in
            let ids = (0..<10_000).map { _ in UUID() }
            let texts = ids.map { "text of \($0)" }
            let rows = try await client.query(
                "SELECT a, b, c FROM unnest(\(ids), \(texts), \(Array(0..<10_000))) AS t(a, b, c)"
            )
            let read = try rows.map { try $0.decode((UUID, String, Int).self) }
            #expect(read.map(\.0) == ids)
            #expect(read.map(\.1) == texts)
            let many = try await client.query("SELECT n, repeat('x', 100) FROM generate_series(1, 200000) AS n")
            #expect(many.count == 200_000)
            #expect(try many[199_999].decode((Int, String).self).0 == 200_000)
            let wide = try await client.query("SELECT \([UInt8](repeating: 7, count: 20_000_000))")
            #expect(try wide[0].decode([UInt8].self).count == 20_000_000)
        }
    }
}

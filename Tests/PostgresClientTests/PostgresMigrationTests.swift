import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresMigrationTests {
    private let first = Migration(
        name: "001-people",
        sql: "CREATE TABLE app.people (n int8); CREATE INDEX ON app.people (n)"
    )
    private let second = Migration(name: "002-words", sql: "ALTER TABLE app.people ADD word text")

    @Test func `applies what is new, in order, once`() async throws {
        try await withTestDatabase { client, _ async throws in
            #expect(try await migrate(client, schema: "app", migrations: [first]) == ["001-people"])
            #expect(try await migrate(client, schema: "app", migrations: [first, second]) == ["002-words"])
            #expect(try await migrate(client, schema: "app", migrations: [first, second]) == [])
            #expect(try await client.count("SELECT n, word FROM app.people") == 0)
        }
    }

    @Test func `refuses a migration that was edited`() async throws {
        try await withTestDatabase { client, _ async throws in
            _ = try await migrate(client, schema: "app", migrations: [first])
            let error = await #expect(throws: PostgresError.self) {
                try await migrate(client, schema: "app", migrations: [Migration(name: first.name, sql: "SELECT 1")])
            }
            #expect(error?.phase == .migrating)
            #expect(error?.message.contains("001-people") == true)
        }
    }

    @Test func `a failed migration leaves nothing behind and can be repaired`() async throws {
        try await withTestDatabase { client, _ async throws in
            let broken = Migration(name: "001", sql: "CREATE TABLE app.t (n int8); SELECT 1/0")
            await #expect(throws: PostgresError.self) {
                try await migrate(client, schema: "app", migrations: [broken])
            }
            let repaired = Migration(name: "001", sql: "CREATE TABLE app.t (n int8)")
            #expect(try await migrate(client, schema: "app", migrations: [repaired]) == ["001"])
        }
    }

    @Test func `refuses a migration that ends its transaction`() async throws {
        try await withTestDatabase { client, _ async throws in
            let migration = Migration(name: "001", sql: "CREATE TABLE app.t (n int8); COMMIT")
            let error = await #expect(throws: PostgresError.self) {
                try await migrate(client, schema: "app", migrations: [migration])
            }
            #expect(error?.phase == .migrating)
        }
    }

    @Test func `replicas that start together apply each migration once`() async throws {
        try await withTestDatabase { client, _ async throws in
            let migrations = (0..<10).map { Migration(name: "\($0)", sql: "CREATE TABLE app.t\($0) (n int8)") }
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<6 { group.addTask { try await migrate(client, schema: "app", migrations: migrations) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == migrations.map(\.name).sorted())
        }
    }

    @Test func `refuses a schema name that is not a plain one`() async throws {
        try await withTestDatabase { client, _ async throws in
            await #expect(throws: PostgresError.self) {
                try await migrate(client, schema: "a\"; DROP SCHEMA public", migrations: [])
            }
        }
    }
}

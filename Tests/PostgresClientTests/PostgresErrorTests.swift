import Glibc
import PostgresClient
import PostgresClientTesting
import Testing

@Suite struct PostgresErrorTests {
    private func failure(of query: PostgresQuery, on client: PostgresClient) async throws -> PostgresError {
        try #require(await #expect(throws: PostgresError.self) { try await client.query(query) })
    }

    @Test func `constraints are told apart and named`() async throws {
        try await withTestDatabase { client, _ async throws in
            try await client.withConnection {
                try await $0.executeScript(
                    """
                    CREATE TABLE t (n int8 CONSTRAINT t_key PRIMARY KEY, word text NOT NULL CONSTRAINT short CHECK (length(word) < 20));
                    CREATE TABLE u (n int8 CONSTRAINT u_of_t REFERENCES t);
                    INSERT INTO t VALUES (1, 'a');
                    """
                )
            }
            let unique = try await failure(of: "INSERT INTO t VALUES (\(1), \("topsecret"))", on: client)
            #expect(unique.isUniqueViolation && unique.constraintName == "t_key" && unique.tableName == "t")
            let check = try await failure(of: "INSERT INTO t VALUES (2, \("topsecrettopsecrettopsecret"))", on: client)
            #expect(check.isCheckViolation && check.constraintName == "short")
            #expect(!check.description.contains("topsecret"))
            #expect(check.debugDescription.contains("topsecret"))
            let missing = try await failure(of: "INSERT INTO t VALUES (3, \(String?.none))", on: client)
            #expect(missing.isNotNullViolation && missing.columnName == "word")
            #expect(try await failure(of: "INSERT INTO u VALUES (\(99))", on: client).isForeignKeyViolation)
        }
    }

    @Test func `descriptions hold no values`() async throws {
        try await withTestDatabase { client, _ async throws in
            let malformed = try await failure(of: "SELECT \("topsecret")::uuid", on: client)
            #expect(malformed.sqlState == "22P02")
            #expect(!"\(malformed)".contains("topsecret"))
            let query: PostgresQuery = "SELECT \("topsecret")"
            #expect(!"\(query)".contains("topsecret"))
            var dumped = ""
            dump(query, to: &dumped)
            #expect(!dumped.contains("topsecret"))
        }
    }

    @Test func `configurations show no password`() {
        for text in [
            "host=/tmp user=me password=topsecret dbname=d", "postgresql://me:topsecret@localhost:5999/d",
            "host=localhost passwort=topsecret", "topsecret",
        ] {
            let configuration = PostgresConfiguration(text)
            var dumped = "\(configuration) \(String(reflecting: configuration))"
            dump(configuration, to: &dumped)
            dump(PostgresClient(configuration), to: &dumped)
            #expect(!dumped.contains("topsecret"))
        }
        #expect("\(PostgresConfiguration("host=/tmp dbname=d"))" == "PostgresConfiguration(host=/tmp dbname=d)")
    }

    @Test func `a connection string that libpq cannot read is refused without quoting it`() async {
        let error = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.connect(PostgresConfiguration("host=localhost passwort=topsecret"))
        }
        #expect(error?.phase == .connecting)
        #expect(error.map { $0.debugDescription.contains("topsecret") } == false)
    }

    @Test func `a server that is not there is a retriable error`() async {
        let error = await #expect(throws: PostgresError.self) {
            try await PostgresClient(PostgresConfiguration("host=127.0.0.1 port=1 dbname=d")).query("SELECT 1")
        }
        #expect(error?.phase == .connecting && error?.isRetriable == true)
    }

    @Test func `a server that never answers is given up in time`() async throws {
        try await withPrivatePostgres { server in
            let process = try #require(server.processID)
            kill(process, SIGSTOP)
            defer { kill(process, SIGCONT) }
            var configuration = PostgresConfiguration(server.loopbackConnectionString())
            configuration.connectTimeout = .milliseconds(200)
            let start = ContinuousClock.now
            let error = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(configuration)
            }
            #expect(error?.phase == .connecting && error?.isRetriable == true)
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test func `errors that pass by themselves are retriable`() async throws {
        try await withTestDatabase { client, _ async throws in
            for (state, isRetriable) in ["40001": true, "40P01": true, "57P01": true, "53300": true, "23505": false] {
                let error = try await failure(
                    of: "SELECT pg_temp.fail(\(state))",
                    on: client,
                    preparing: client
                )
                #expect(error.sqlState == state && error.isRetriable == isRetriable)
            }
        }
    }

    private func failure(
        of query: PostgresQuery,
        on client: PostgresClient,
        preparing: PostgresClient
    ) async throws -> PostgresError {
        try await client.withConnection { connection async throws in
            try await connection.executeScript(
                """
                CREATE FUNCTION pg_temp.fail(state text) RETURNS void LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''as asked'' USING ERRCODE = state; END'
                """
            )
            let error = await #expect(throws: PostgresError.self) { try await connection.query(query) }
            try await connection.executeScript("DROP FUNCTION pg_temp.fail")
            return try #require(error)
        }
    }
}

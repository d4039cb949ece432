package import PostgresClient

#if canImport(Glibc)
    import Glibc
#endif

/// Why a test has no database.
package struct TestDatabaseError: Error, CustomStringConvertible {
    package let description: String
}

/// Lends a fresh database with a random name on the server that `BINA_TEST_POSTGRES` names, and drops it afterwards.
///
/// - `server`: the connection string of another one, such as ``withPrivatePostgres(_:)`` lends.
/// - Throws: ``TestDatabaseError`` without a server, or when it is not on this machine; the body's error.
@discardableResult
package func withTestDatabase<R: Sendable>(
    on server: String? = nil,
    _ body: (_ client: PostgresClient, _ connectionString: String) async throws -> R
) async throws -> R {
    let server = try server ?? testServer()
    let name = "bina_test_\(String(UInt64.random(in: .min ... .max), radix: 36))"
    try await administer(server, "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8'")
    let connectionString = try PostgresConfiguration(server).connectionString(forDatabase: name)
    let client = PostgresClient(PostgresConfiguration(connectionString))
    let result: Result<R, any Error>
    do {
        result = .success(try await body(client, connectionString))
    } catch {
        result = .failure(error)
    }
    await client.close()
    try await administer(server, "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    return try result.get()
}

/// The connection string of the test server.
package func testServer() throws -> String {
    guard let value = unsafe getenv("BINA_TEST_POSTGRES") else {
        throw TestDatabaseError(description: "no test server: run ./bina test")
    }
    let server = unsafe String(cString: value)
    guard PostgresConfiguration(server).isLocal else {
        throw TestDatabaseError(
            description: "BINA_TEST_POSTGRES must name a server on this machine: tests drop databases"
        )
    }
    return server
}

/// A task of its own, so that a cancelled test still drops its database.
private func administer(_ server: String, _ statement: String) async throws {
    try await Task {
        let connection = try await PostgresConnection.connect(PostgresConfiguration(server))
        do {
            try await connection.executeScript(statement)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }.value
}

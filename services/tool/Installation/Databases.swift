import PostgresClient

/// The databases of an installation, and one role for each that can reach that database alone.
enum Databases {
    /// Every service's own, and the vault's.
    static var names: [String] { ServiceEntry.all.map(\.database) + [vaultDatabase] }

    /// Creates what is missing and sets the roles' passwords; running it again changes nothing else.
    ///
    /// Takes a superuser's connection string.
    static func prepare(_ administration: String, secrets: Secrets) async throws {
        let server = try await PostgresConnection.connect(PostgresConfiguration(administration))
        do {
            for name in names { try await prepare(name, password: try secrets.password(of: name), on: server) }
        } catch {
            await server.close()
            throw error
        }
        await server.close()
    }

    /// The role has the name of its database.
    ///
    /// It owns it, so it may create its schema; nobody else may even connect.
    private static func prepare(_ name: String, password: String, on server: PostgresConnection) async throws {
        let roles = try await server.query("SELECT 1 FROM pg_roles WHERE rolname = \(name)")
        if roles.isEmpty { try await server.executeScript("CREATE ROLE \(name)") }
        // Hex digits only (see Secrets), so quoting is safe; a statement of this kind takes no parameters.
        try await server.executeScript(
            "ALTER ROLE \(name) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '\(password)'"
        )
        let databases = try await server.query("SELECT 1 FROM pg_database WHERE datname = \(name)")
        if databases.isEmpty {
            try await server.executeScript("CREATE DATABASE \(name) OWNER \(name) TEMPLATE template0 ENCODING 'UTF8'")
        }
        // To name strangers whose transactions stay open; lets them see sessions and statistics, no data.
        try await server.executeScript("GRANT pg_read_all_stats TO \(name)")
        try await server.executeScript("REVOKE ALL ON DATABASE \(name) FROM PUBLIC")
    }

    /// The `DATABASE_URL` of a role on a server.
    static func url(_ name: String, password: String, host: String, port: Int) -> String {
        "postgresql://\(name):\(password)@\(host):\(port)/\(name)"
    }
}

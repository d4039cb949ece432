import PostgresClient
import PostgresClientTesting
import TestSupport
import Testing

@Suite struct PostgresTLSTests {
    @Test func `a connection is encrypted, and only to the server that was meant`() async throws {
        try await withPrivatePostgres { server in
            let owner = PostgresClient(PostgresConfiguration(server.connectionString()))
            let plain = server.loopbackConnectionString()
            let refused = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(PostgresConfiguration("\(plain) sslmode=require"))
            }
            #expect(refused?.phase == .connecting)

            for name in ["server", "stranger"] { try await makeCertificate(name, with: owner) }
            for setting in ["ssl = on", "ssl_cert_file = 'server.crt'", "ssl_key_file = 'server.key'"] {
                try await owner.execute("ALTER SYSTEM SET \(raw: setting)")
            }
            try await owner.execute("SELECT pg_reload_conf()")

            let trusted = "\(plain) sslmode=verify-full sslrootcert='\(server.folder)/data/server.crt'"
            // The main process reads its settings again when it comes to it.
            #expect(
                await eventually {
                    (try? await PostgresConnection.connect(PostgresConfiguration(trusted)).close()) != nil
                }
            )
            let client = PostgresClient(PostgresConfiguration(trusted))
            let version = try await client.query("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            #expect(try version[0].decode(String.self).hasPrefix("TLSv1."))
            try await largeAnswers(from: client)

            let stranger = "\(plain) sslmode=verify-full sslrootcert='\(server.folder)/data/stranger.crt'"
            let error = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(PostgresConfiguration(stranger))
            }
            #expect(error?.phase == .connecting)
            #expect(error.map { "\($0)".contains("certificate") } == true)
            #expect(error.map { $0.debugDescription.contains("password") } == false)
            await client.close()
            await owner.close()
        }
    }

    /// A self-signed certificate for the loopback, made and kept by the server's own account.
    private func makeCertificate(_ name: String, with owner: PostgresClient) async throws {
        let command = """
            umask 077; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=\(name)
             -addext subjectAltName=IP:127.0.0.1 -keyout \(name).key -out \(name).crt 2>&1
            """
        let oneLine = command.split(separator: "\n").joined()
        try await owner.execute("COPY (SELECT '') TO PROGRAM '\(raw: oneLine)'")
    }

    /// More than a TLS record in both directions.
    private func largeAnswers(from client: PostgresClient) async throws {
        let text = String(repeating: "Banda Aceh ", count: 20_000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let answer = try await client.one("SELECT \(text)", String.self)
                    #expect(answer == text)
                }
            }
            try await group.waitForAll()
        }
    }
}

import Foundation
import PostgresClient
import PostgresClientTesting
import TestSupport
import Testing

struct PoolerTests {
    /// Passes everything on, and gives the session another number, as a pooler does.
    private static let pooler = """
        import socket, sys, threading
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def copy(source, target, change):
            while data := source.recv(65536):
                at = data.find(b"K\\0\\0\\0\\x0c") if change else -1
                if at >= 0: data = data[:at + 5] + b"\\0\\0\\0\\7" + data[at + 9:]
                target.sendall(data)
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            threading.Thread(target=copy, args=(client, server, False), daemon=True).start()
            threading.Thread(target=copy, args=(server, client, True), daemon=True).start()
        """

    @Test(.timeLimit(.minutes(1))) func `a pooler before the server is noticed`() async throws {
        try await withPrivatePostgres { server in
            let (process, output) = (Process(), Pipe())
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", "-c", Self.pooler, "\(server.port)"]
            process.standardOutput = output
            try process.run()
            // Not SIGTERM: a process that is started here may inherit a mask that blocks it.
            defer { kill(process.processIdentifier, SIGKILL) }
            let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
            let direct = PostgresClient(PostgresConfiguration(server.connectionString()))
            try await direct.requireOwnSessions()
            await direct.close()
            let address = server.loopbackConnectionString().replacing("port=\(server.port)", with: "port=\(port)")
            let pooled = PostgresClient(PostgresConfiguration(address))
            let error = await #expect(throws: PostgresError.self) { try await pooled.requireOwnSessions() }
            #expect(error?.message.contains("pooler") == true)
            await pooled.close()
        }
    }
}

import Foundation
import PostgresClient

/// `bina postgres`: a private PostgreSQL in the foreground; `up` and the tests start it as a process of its own.
enum Postgres: ToolCommand {
    static let specification = CommandSpecification(
        name: "postgres",
        summary: "run a private PostgreSQL in the foreground (up does it for you)",
        options: [
            .init("folder", "FOLDER", "where its files are; made the first time (default .bina/postgres)"),
            .init("port", "PORT", "the port on the loopback (default POSTGRES_PORT, 54329)"),
            .init("ready-file", "FILE", "gets the administrator's connection string when it takes connections"),
            .init("disposable", nil, "give up safety against power failure for speed, and delete the files at the end"),
        ]
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let stop = StopSignals()
        let standard = try PortVariable.postgres.value(in: workplace.environment)
        let port = try arguments.number("port", standard, in: 1024...65_535, of: specification)
        let wanted = arguments.value("folder").map { URL(filePath: $0) } ?? workplace.state.appending(path: "postgres")
        let folder = try await PostgresPlace.choose(wanted)
        let server = PrivatePostgresServer(folder: folder.path, port: port)
        try await start(server, isDisposable: arguments.has("disposable"))
        Console.print("PostgreSQL is ready on port \(port), its files are in \(folder.path)")
        if let file = arguments.value("ready-file") {
            try Data(server.connectionString().utf8).write(to: URL(filePath: file), options: .atomic)
        }
        let watch = Task { try await keepRunning(server) }
        for await _ in stop.stream { break }
        watch.cancel()
        if arguments.has("disposable") {
            try await server.kill()
            try? FileManager.default.removeItem(at: folder)
        } else {
            try await server.stop()
        }
    }

    /// Starts it, and the first time sets what a server for several services needs.
    private static func start(_ server: PrivatePostgresServer, isDisposable: Bool) async throws {
        let isNew = !FileManager.default.fileExists(atPath: "\(server.folder)/data/PG_VERSION")
        try await server.start()
        guard isNew else { return }
        let connection = try await PostgresConnection.connect(PostgresConfiguration(server.connectionString()))
        var settings = [
            "max_connections = \(isDisposable ? 600 : 300)", "log_min_messages = 'fatal'", "timezone = 'UTC'",
        ]
        settings += isDisposable ? ["fsync = off", "full_page_writes = off"] : forManyEvents
        do {
            for setting in settings { _ = try await connection.executeScript("ALTER SYSTEM SET \(setting)") }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        try await server.restart()
    }

    /// Ids are random, so an append to a large store touches index pages that nobody touched lately.
    ///
    /// They should be found in memory, and written whole into the log seldom: the first time after a checkpoint.
    private static var forManyEvents: [String] {
        let megabytes = ProcessInfo.processInfo.physicalMemory / 4 / 1_048_576
        return [
            "shared_buffers = '\(min(max(megabytes, 128), 8_192))MB'", "max_wal_size = '4GB'",
            "checkpoint_timeout = '15min'", "wal_compression = lz4",
        ]
    }

    /// Starts it again when it was killed.
    private static func keepRunning(_ server: PrivatePostgresServer) async throws {
        while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(500))
            guard !server.isRunning else { continue }
            Console.print("PostgreSQL ended by itself; starting it again")
            do {
                try await server.start()
                Console.print("PostgreSQL is ready again")
            } catch {
                Console.print("\(error)")
                try await Task.sleep(for: .seconds(2))
            }
        }
    }
}

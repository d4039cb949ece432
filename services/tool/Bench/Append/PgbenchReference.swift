import Foundation
import PostgresClient

/// What PostgreSQL does by itself: pgbench inserts the same rows into tables of the same shape, one event for each
/// transaction, as one prepared statement.
struct PgbenchReference: Sendable {
    private let program: String
    private let target: String
    private let script: URL
    /// With which it was fastest.
    let clients: Int

    /// Client counts that are tried.
    static let candidates = [1, 8, 16, 32, 64]

    /// Copies the tables of the store in `schema`, and finds the best number of clients.
    init(_ ground: BenchGround, database: String, schema: String) async throws {
        let server = try await ground.postgres()
        target = server.connectionString(database: database)
        program = try Self.find()
        script = ground.folder.appending(path: "append.pgbench")
        try Data(Self.statement.utf8).write(to: script)
        let connection = try await PostgresConnection.connect(PostgresConfiguration(target))
        try await connection.executeScript(Self.tables(like: schema))
        await connection.close()
        var best = (clients: 1, rate: 0.0)
        for clients in Self.candidates {
            let rate = try await Self.run(program, target, script, clients: clients, seconds: 3)
            ground.tell("pgbench with \(clients) clients: \(rate.legible) events/s")
            if rate > best.rate { best = (clients, rate) }
        }
        clients = best.clients
    }

    /// Events per second.
    func run(for duration: Duration) async throws -> Double {
        let seconds = max(1, Int(duration.components.seconds))
        return try await Self.run(program, target, script, clients: clients, seconds: seconds)
    }

    private static func run(_ program: String, _ target: String, _ script: URL, clients: Int, seconds: Int)
        async throws -> Double
    {
        let threads = min(clients, 2)
        let output = try await LoadProgram.run([
            program, "-n", "-M", "prepared", "-f", script.path, "-c", "\(clients)", "-j", "\(threads)", "-T",
            "\(seconds)", target,
        ])
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
        else { throw Refusal("pgbench did not say how fast it was:\n\(output)") }
        return rate
    }

    private static func tables(like schema: String) -> String {
        """
        drop schema if exists reference cascade;
        create schema reference;
        create table reference.events (like \(schema).events including all);
        create table reference.commands (like \(schema).commands including all);
        create sequence reference.sequence cache 100;
        """
    }

    private static let statement = """
        \\set lane random(0, 15)
        with event as (
            insert into reference.events (
                sequence, version, occurred_at, stream_id, event_id, command_id, correlation_id, lane, tenant, category,
                type, actor, traceparent, payload
            ) values (
                nextval('reference.sequence'), 1, clock_timestamp(), gen_random_uuid(), gen_random_uuid(),
                gen_random_uuid(), gen_random_uuid(), :lane, '\(Sample.tenant)', '\(Sample.category)',
                '\(Sample.type)', '\(Sample.actor)', '\(Sample.traceparent)', '\(Sample.payload)'
            )
        )
        insert into reference.commands (
            version, sequence, command_id, stream_id, lane, tenant, category, fingerprint
        ) values (
            1, 1, gen_random_uuid(), gen_random_uuid(), :lane, '\(Sample.tenant)',
            '\(Sample.category)', decode('\(String(repeating: "07", count: 32))', 'hex')
        );
        """

    /// Debian keeps it outside PATH, by version; the newest wins.
    private static func find() throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let candidates = versions.compactMap { Int($0) }.sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin/pgbench" }
        let inPath = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/pgbench" }
        guard let found = (candidates + inPath).first(where: { FileManager.default.isExecutableFile(atPath: $0) })
        else {
            throw Refusal("pgbench is not installed: apt-get install postgresql-contrib")
        }
        return found
    }
}

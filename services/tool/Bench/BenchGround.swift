import Foundation
import PostgresClient

/// An installation of the benchmark's own: its PostgreSQL, broker and services, on free ports and in a folder that is
/// deleted afterwards.
///
/// Every part is started when a figure first asks for it, by the plans that `up` has, so it runs with the same
/// settings.
actor BenchGround {
    /// How long one load runs in one round.
    nonisolated let duration: Duration
    /// How many events "many" are.
    nonisolated let events: Int
    nonisolated let installation: Installation
    private let supervisor: Supervisor
    private var started: Set<String> = []

    /// Deletes what a killed run left in the folder; measures the programs of `outer`.
    init(in outer: Workplace, duration: Duration, events: Int) async throws {
        self.duration = duration
        self.events = events
        let workplace = Self.workplace(in: outer)
        for (_, identity) in Leftovers.running(workplace) { await identity.end(within: .seconds(70)) }
        try? FileManager.default.removeItem(at: workplace.root)
        try workplace.prepare()
        installation = try await Installation(workplace)
        try? FileManager.default.removeItem(at: installation.postgres)
        try installation.prepareSecrets(now: Int(Date().timeIntervalSince1970))
        let plans = installation.plans.map { Self.withoutPipe($0, logs: workplace.logs) }
        let log = LogPrinter(folder: workplace.logs, names: plans.map(\.name), colours: false) { _ in }
        supervisor = Supervisor(plans, log: log, run: workplace.run)
    }

    /// Says on standard error what is going on.
    nonisolated func tell(_ text: String) { Console.complain(text) }

    /// A folder for a figure's own files.
    nonisolated var folder: URL { installation.workplace.run }

    // MARK: PostgreSQL

    /// The server, running.
    func postgres() async throws -> PrivatePostgresServer {
        try await start(Installation.postgresName)
        return PrivatePostgresServer(folder: installation.postgres.path, port: installation.port(.postgres))
    }

    /// A new, empty database of this name; one that was there before is dropped.
    func database(_ name: String) async throws -> PostgresConfiguration {
        let server = try await postgres()
        try await administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server)
        try await administer("CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8'", on: server)
        return PostgresConfiguration(server.connectionString(database: name))
    }

    func dropDatabase(_ name: String) async throws {
        try await administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: try await postgres())
    }

    private func administer(_ statement: String, on server: PrivatePostgresServer) async throws {
        let connection = try await PostgresConnection.connect(PostgresConfiguration(server.connectionString()))
        do {
            try await connection.executeScript(statement)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    // MARK: The rest

    /// The address of the broker, running.
    func broker() async throws -> String {
        try await start(Installation.brokerName)
        return try installation.bootstrapServers()
    }

    /// Starts a service with all that it needs; returns the address of its HTTP server.
    func service(_ entry: ServiceEntry) async throws -> URL {
        let server = try await postgres()
        _ = try await broker()
        try await Databases.prepare(server.connectionString(), secrets: installation.secrets)
        try await start(entry.name)
        return installation.url(of: entry)
    }

    /// The process of a part that was started here.
    func process(_ name: String) -> ProcessIdentity? {
        ProcessFile(url: installation.workplace.run.appending(path: "\(name).process")).running()
    }

    /// Returns when the process hardly works any more.
    func settle(_ name: String, within limit: Duration) async {
        guard let process = process(name) else { return }
        let deadline = ContinuousClock.now + limit
        var before = ProcessorTime.process(process.pid)
        while ContinuousClock.now < deadline, !Task.isCancelled {
            await pause(.milliseconds(500))
            let now = ProcessorTime.process(process.pid)
            if now - before < .milliseconds(50) { return }
            before = now
        }
    }

    /// Stops everything and deletes the files.
    func finish() async {
        await supervisor.stopAll()
        try? FileManager.default.removeItem(at: installation.postgres)
        try? FileManager.default.removeItem(at: installation.workplace.root)
    }

    private func start(_ name: String) async throws {
        guard !started.contains(name), installation.plans.contains(where: { $0.name == name }) else { return }
        tell("starting \(name) …")
        do {
            try await supervisor.start(name)
        } catch {
            let log = try? String(contentsOf: Self.logFile(name, installation.workplace.logs), encoding: .utf8)
            let lines = (log ?? "").split(separator: "\n").suffix(10).map { "    \($0)" }
            throw Refusal("\(error)\n" + lines.joined(separator: "\n"))
        }
        started.insert(name)
    }

    // MARK: How

    /// `.bina/bench`, with ports that nobody listens on, and of the person's variables only those that choose a Kafka.
    private static func workplace(in outer: Workplace) -> Workplace {
        let kept = ["PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "KAFKA_HOME", "KAFKA_BOOTSTRAP_SERVERS"]
        var environment = outer.environment.filter { kept.contains($0.key) }
        let listening = ListeningPorts.now()
        var next = 20_000 + Int(getpid()) % 10_000
        for variable in PortVariable.all {
            next = listening.free(from: next)
            environment[variable.name] = "\(next)"
            next += 2
        }
        return Workplace(
            root: outer.state.appending(path: "bench"),
            programs: outer.programs,
            environment: environment
        )
    }

    /// The same process with its output in a file: reading a line for each request here would be measured too.
    private static func withoutPipe(_ plan: ProcessPlan, logs: URL) -> ProcessPlan {
        ProcessPlan(
            name: plan.name,
            program: URL(filePath: "/bin/sh"),
            arguments: [
                "-c", "log=\"$1\"; shift; exec \"$@\" >> \"$log\" 2>&1", "sh", logFile(plan.name, logs).path,
                plan.program.path,
            ] + plan.arguments,
            environment: plan.environment,
            readiness: plan.readiness,
            startLimit: plan.startLimit,
            stopSignal: plan.stopSignal,
            stopLimit: plan.stopLimit,
            restarts: plan.restarts
        )
    }

    private static func logFile(_ name: String, _ logs: URL) -> URL { logs.appending(path: "\(name).out") }
}

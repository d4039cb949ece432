import Foundation
import HTTPClient
import PostgresClient

/// A whole installation in a folder of its own, with ports of its own, whose parts can be killed one by one.
actor BreakStage {
    nonisolated let folder: URL
    let installation: Installation
    let server: PrivatePostgresServer
    let bus: BreakBus
    /// Every replica that there may be, by the name of its service.
    nonisolated let replicas: [String: [ServiceInstance]]
    nonisolated let disk: SmallDisk?
    let http = HTTPClient(maximumRequests: 64)
    /// Those that shall run; one that ends by itself is started again, as a supervisor does.
    private var wanted: Set<String> = []
    /// Processes that ended by a signal that nobody sent them.
    private(set) var crashes: [String] = []
    private var keeper: Task<Void, Never>?
    var isReplacingBroker = false

    /// Makes the folder; nothing runs yet.
    ///
    /// - `kafka`: the folder with Apache Kafka's libs/; nil for the embedded broker.
    /// - `diskMegabytes`: the disk of PostgreSQL, which is filled up; it lies in memory, and takes as much as is written.
    init(_ workplace: Workplace, replicas: Int, kafka: URL?, diskMegabytes: Int) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "bina-break-\(String(UInt32.random(in: .min ... .max), radix: 36))")
        let ports = Dictionary(
            uniqueKeysWithValues: ServiceEntry.all.map { ($0.name, (0..<replicas).map { _ in Ports.next() }) }
        )
        let database = Int(Ports.next())
        var environment = workplace.environment.filter { Self.inherited.contains($0.key) }
        environment.merge(
            [
                PortVariable.postgres.name: "\(database)",
                "DATABASE_CONNECTIONS": "6", "LOG_FORMAT": "json",
                "KAFKA_PROPERTIES": Self.kafkaProperties(isEmbedded: kafka == nil),
            ]
        ) { $1 }
        for entry in ServiceEntry.all { environment[entry.port.name] = ports[entry.name]?.first.map { "\($0)" } }
        let own = Workplace(root: folder, programs: workplace.programs, environment: environment)
        try own.prepare()
        // PostgreSQL's account passes through.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let installation = try await Installation(own)
        try installation.prepareSecrets(now: Int(Date().timeIntervalSince1970))
        let files = folder.appending(path: "postgres")
        disk = await SmallDisk.mounted(at: files, megabytes: diskMegabytes)
        self.folder = folder
        self.installation = installation
        server = PrivatePostgresServer(folder: files.path, port: database)
        bus = BreakBus(kafka: kafka, in: own, ready: installation.addressFile)
        self.replicas = Dictionary(
            uniqueKeysWithValues: ServiceEntry.all.map { entry in
                let own = (ports[entry.name] ?? []).enumerated()
                return (entry.name, own.map { Self.instance(of: entry, $0.offset, $0.element, installation) })
            }
        )
    }

    nonisolated func replicas(of entry: ServiceEntry) -> [ServiceInstance] { replicas[entry.name] ?? [] }

    /// In the order of their start.
    nonisolated var instances: [ServiceInstance] { ServiceEntry.all.flatMap { replicas(of: $0) } }

    /// The first replica of each.
    nonisolated var firsts: [ServiceInstance] { ServiceEntry.all.compactMap { replicas(of: $0).first } }

    /// A killed member's partitions shall be somebody else's soon; the embedded broker's fetches shall not wait.
    ///
    /// The embedded broker does not check the sequence numbers of idempotent producers. After an error answer to one
    /// request and a good one to the next, librdkafka rightly concludes that a broker has the first one too; this one
    /// has not. So only one request is under way where errors are injected.
    private static func kafkaProperties(isEmbedded: Bool) -> String {
        let common = "session.timeout.ms=6000;heartbeat.interval.ms=1000;fetch.wait.max.ms=100"
        return isEmbedded ? "\(common);max.in.flight.requests.per.connection=1" : common
    }

    private static let inherited: Set = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"]

    private static func instance(of entry: ServiceEntry, _ index: Int, _ port: UInt16, _ installation: Installation)
        -> ServiceInstance
    {
        ServiceInstance(
            "\(entry.name)-\(index + 1)",
            program: installation.workplace.program(entry.product),
            port: port,
            folder: installation.workplace.logs
        ) { (try? installation.environment(of: entry)) ?? [:] }
    }

    /// Where to verify.
    func places() async throws -> VerifiedPlaces { try await VerifiedPlaces(installation.workplace, tenant: nil) }

    /// Starts PostgreSQL, the broker, and one replica of everything; returns when all are ready.
    func start() async throws {
        try await server.startForBreaking()
        try await Databases.prepare(server.connectionString(), secrets: installation.secrets)
        try await bus.start()
        keeper = Task { await keepRunning() }
        for instance in firsts { try run(instance) }
        for instance in firsts { try await instance.waitUntilReady(http) }
    }

    /// Runs it, and keeps it running.
    func run(_ instance: ServiceInstance) throws {
        wanted.insert(instance.name)
        if !instance.isRunning { try instance.start() }
    }

    /// SIGKILL, and not again until it is run.
    func kill(_ instance: ServiceInstance) async {
        wanted.remove(instance.name)
        await instance.kill()
    }

    /// SIGTERM, and not again until it is run.
    func terminate(_ instance: ServiceInstance) async {
        wanted.remove(instance.name)
        await instance.terminate()
    }

    func isWanted(_ instance: ServiceInstance) -> Bool { wanted.contains(instance.name) }

    var running: [ServiceInstance] { instances.filter { wanted.contains($0.name) } }

    private func keepRunning() async {
        while !Task.isCancelled {
            for instance in running where !instance.isRunning {
                if case .signal(let number)? = instance.lastEnd {
                    crashes.append("\(instance.name) ended by signal \(number): \(instance.log.path)")
                }
                try? instance.start()
            }
            if !isReplacingBroker, await !bus.isRunning { try? await replaceBroker() }
            try? await Task.sleep(for: .milliseconds(300))
        }
    }

    /// PostgreSQL runs and takes connections, whatever became of it.
    func bringDatabaseBack() async throws {
        try await wait(until: "PostgreSQL is back", within: .seconds(120)) {
            if !server.isRunning { try await server.start() }
            let connection = try await PostgresConnection.connect(PostgresConfiguration(server.connectionString()))
            await connection.close()
            return true
        }
    }

    /// Ends everything; `keepsFiles` leaves logs and data to look at.
    func remove(keepsFiles: Bool) async {
        keeper?.cancel()
        for instance in instances { await kill(instance) }
        await bus.kill()
        try? await server.kill()
        guard !keepsFiles else { return }
        await disk?.unmount()
        try? FileManager.default.removeItem(at: folder)
    }
}

extension PrivatePostgresServer {
    /// Starts it so that many replicas find room on a small disk.
    func startForBreaking() async throws {
        try await start()
        let connection = try await PostgresConnection.connect(PostgresConfiguration(connectionString()))
        for setting in ["max_connections = 200", "max_wal_size = '64MB'", "log_min_messages = 'fatal'"] {
            try await connection.executeScript("ALTER SYSTEM SET \(setting)")
        }
        await connection.close()
        try await restart()
    }
}

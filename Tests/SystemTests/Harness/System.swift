import Foundation
import HTTPClient
import PostgresClient
import PostgresClientTesting
import ServiceTesting

@testable import BinaTool

/// A whole installation of its own: databases, broker, services as processes.
final class System: Sendable {
    let bus: Bus
    /// The enrolment service's own database.
    let store: PostgresClient
    let storeAddress: String
    /// The assessment service's own database.
    let exams: PostgresClient
    let examsAddress: String
    /// The learning-record projection's own database.
    let readModel: PostgresClient
    /// The keys of personal data.
    let vault: PostgresClient
    /// Where an auditor finds the databases.
    let databases: [String: String]
    let tokens: TestTokens
    let http = HTTPClient(maximumRequests: 64)
    let enrolment: [ServiceInstance]
    let assessment: [ServiceInstance]
    let learningRecord: [ServiceInstance]
    private let folder: URL

    fileprivate init(
        store: (client: PostgresClient, address: String),
        exams: (client: PostgresClient, address: String),
        readModel: (client: PostgresClient, address: String),
        vault: (client: PostgresClient, address: String),
        replicas: Int
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bina-system-\(UUID().uuidString)")
        let tokens = try TestTokens()
        let bus = try Bus()
        (self.store, self.exams) = (store.client, exams.client)
        (self.readModel, self.vault) = (readModel.client, vault.client)
        (storeAddress, examsAddress) = (store.address, exams.address)
        (self.folder, self.tokens, self.bus) = (folder, tokens, bus)
        databases = [
            "ENROLMENT_DATABASE_URL": store.address, "ASSESSMENT_DATABASE_URL": exams.address,
            "LEARNING_RECORD_DATABASE_URL": readModel.address, "VAULT_DATABASE_URL": vault.address,
        ]
        let secrets = try SecretFiles(in: folder, tokens)
        let ports = (0..<replicas).map { _ in (Ports.next(), Ports.next(), Ports.next()) }
        // Services hear each other; what a program has no use for, it does not read.
        let feeds = [
            "ENROLMENT_FEED_URL": "http://127.0.0.1:\(ports[0].0)/v1/feed",
            "ASSESSMENT_FEED_URL": "http://127.0.0.1:\(ports[0].2)/v1/feed",
        ]
        let common: @Sendable (String) -> [String: String] = { database in
            secrets.environment.merging(
                [
                    "DATABASE_URL": database, "DATABASE_CONNECTIONS": "6", "VAULT_DATABASE_URL": vault.address,
                    "KAFKA_BOOTSTRAP_SERVERS": bus.bootstrapServers, "KAFKA_TOPIC_PREFIX": bus.prefix,
                    // A killed member's partitions shall be somebody else's soon; the mock's fetches shall not wait.
                    "KAFKA_PROPERTIES": "session.timeout.ms=6000;heartbeat.interval.ms=1000;fetch.wait.max.ms=100",
                ]
            ) { $1 }
            .merging(feeds) { $1 }
        }
        enrolment = ports.enumerated().map { index, port in
            ServiceInstance(
                "enrolment-\(index + 1)",
                program: Self.program("enrolment-service"),
                port: port.0,
                folder: folder
            ) { common(store.address) }
        }
        assessment = ports.enumerated().map { index, port in
            ServiceInstance(
                "assessment-\(index + 1)",
                program: Self.program("assessment-service"),
                port: port.2,
                folder: folder
            ) { common(exams.address) }
        }
        learningRecord = ports.enumerated().map { index, port in
            ServiceInstance(
                "learning-record-\(index + 1)",
                program: Self.program("learning-record-projection-service"),
                port: port.1,
                folder: folder
            ) { common(readModel.address) }
        }
    }

    var services: [ServiceInstance] { enrolment + assessment + learningRecord }

    /// Starts every process and returns when all are ready.
    func start() async throws {
        for service in services { try service.start() }
        for service in services { try await service.waitUntilReady(http) }
    }

    /// Built beside the running tests.
    static func program(_ name: String) -> URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name)
    }

    fileprivate func printLogs() {
        for service in services {
            // Requests that went well say nothing about what did not.
            let lines = service.logText().split(separator: "\n").filter {
                !$0.contains(/request answered.*"status":2/)
            }.suffix(40)
            print("---- the last lines of \(service.name)\n\(lines.joined(separator: "\n"))")
        }
    }

    /// Nothing of it is left behind.
    fileprivate func remove() async {
        await withTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { await service.kill() } }
        }
        try? await bus.close()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// Lends a running system with so many replicas of each service; its logs are shown when the body throws.
///
/// - `server`: a PostgreSQL of the test's own; the one of all tests when it is nil.
func withSystem(replicas: Int = 1, on server: String? = nil, _ body: (System) async throws -> Void) async throws {
    try await withTestDatabase(on: server) { store, storeAddress in
        try await withTestDatabase(on: server) { exams, examsAddress in
            try await withTestDatabase(on: server) { readModel, readModelAddress in
                try await withTestDatabase(on: server) { vault, vaultAddress in
                    let system = try System(
                        store: (store, storeAddress),
                        exams: (exams, examsAddress),
                        readModel: (readModel, readModelAddress),
                        vault: (vault, vaultAddress),
                        replicas: replicas
                    )
                    try await use(system, body)
                }
            }
        }
    }
}

private func use(_ system: System, _ body: (System) async throws -> Void) async throws {
    let result: Result<Void, any Error>
    do {
        try await system.start()
        result = .success(try await body(system))
    } catch {
        system.printLogs()
        result = .failure(error)
    }
    // A task of its own, so that a cancelled test leaves no process either.
    await Task { await system.remove() }.value
    try result.get()
}

import Foundation
import HTTPClient
import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    struct Auditing {
        @Test func `an auditor's metric stays at zero until something is wrong, and returns to it`() async throws {
            try await withSystem { system in
                let auditor = try system.auditor()
                do {
                    try auditor.start()
                    try await audit(system, auditor)
                } catch {
                    print(auditor.logText())
                    if let answer = try? await system.http.get("\(auditor.address)/metrics", deadline: .seconds(5)) {
                        print(String(decoding: answer.body, as: UTF8.self))
                    }
                    await auditor.kill()
                    throw error
                }
                #expect(await auditor.terminate() == .exit(0))
            }
        }

        private func audit(_ system: System, _ auditor: ServiceInstance) async throws {
            let office = try Office(system)
            let unit = try await office.establishUnit()
            _ = try await inParallel(0..<40, atMost: 8) { try await hireInsistently($0, unit.id, office) }
            try await system.waitUntilApplied()
            let rounds = try await figure("bina_audit_rounds_total", auditor, system) ?? 0
            try await wait(until: "everything was looked at") {
                guard try await figure("bina_audit_rounds_total", auditor, system) ?? 0 > rounds + 1 else {
                    return false
                }
                return try await figure("bina_audit_events", auditor, system) == 41
            }
            #expect(try await figure("bina_audit_differences", auditor, system) == 0)
            #expect(try await figure("bina_audit_last_round_timestamp_seconds", auditor, system) ?? 0 > 0)
            #expect(try await auditor.isReady(system.http))
            let kibibytes = try auditor.residentKibibytes()
            print("memory of the auditor: \(kibibytes / 1_024) MiB")
            #expect(kibibytes < 80 * 1_024)

            let renamed = "UPDATE learning_record.units SET name = 'x' || name"
            try await system.readModel.execute(PostgresQuery(renamed))
            try await wait(until: "the auditor sees it") {
                try await figure("bina_audit_differences", auditor, system) == 1
            }
            // A moment later than the figure.
            try await wait(until: "it says where") { auditor.logText().contains("learning-record units") }
            try await system.readModel.execute("UPDATE learning_record.units SET name = substr(name, 2)")
            try await wait(until: "the auditor sees that it is mended") {
                try await figure("bina_audit_differences", auditor, system) == 0
            }
        }

        private func figure(_ name: String, _ auditor: ServiceInstance, _ system: System) async throws -> Double? {
            let answer = try await system.http.get("\(auditor.address)/metrics", deadline: .seconds(5))
            let line = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("\(name) ") }
            return line.flatMap { Double($0.split(separator: " ")[1]) }
        }
    }
}

extension System {
    /// An auditor of this system, as a process of its own.
    func auditor() throws -> ServiceInstance {
        let port = Ports.next()
        let folder = FileManager.default.temporaryDirectory.appending(path: "bina-auditor-\(port)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let broker = ["KAFKA_BOOTSTRAP_SERVERS": bus.bootstrapServers, "KAFKA_TOPIC_PREFIX": bus.prefix]
        let environment = databases.merging(broker) { $1 }
        return ServiceInstance(
            "auditor",
            program: Self.program("bina"),
            arguments: ["verify", "--every", "1", "--recheck", "1", "--port", "\(port)"],
            port: port,
            folder: folder
        ) { environment }
    }
}

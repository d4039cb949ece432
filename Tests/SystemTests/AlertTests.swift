import Foundation
import HTTPClient
import PostgresClient
import ServiceRuntime
import ServiceTesting
import Testing

@testable import BinaTool

extension SystemTests {
    struct Alerts {
        private func rules(file: String = #filePath) throws -> (path: String, text: String) {
            let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
            let path = "\(root)/services/tool/operations/alerts.yml"
            return (path, try String(contentsOfFile: path, encoding: .utf8))
        }

        @Test func `every metric that an alert names is served, and a stranger's transaction is named`() async throws {
            let named = Set(try rules().text.matches(of: /bina_[a-z_]+/).map { String($0.output) })
            #expect(named.count > 15)
            try await withSystem { system in
                let office = try Office(system)
                _ = try await office.establishUnit()
                try await system.waitUntilApplied()
                var served = try await servedByAuditor(system)
                for service in system.services { served.formUnion(try await metrics(of: service, system)) }
                #expect(named.subtracting(served).sorted() == [])
                try await wait(until: "lag and age are known") {
                    let lag = try await system.metric(
                        "bina_projection_offset_lag_records",
                        of: system.learningRecord[0]
                    )
                    let age = try await system.metric("bina_outbox_age_seconds", of: system.enrolment[0])
                    return lag == 0 && age == 0
                }
                try await system.vault.withTransaction { connection in
                    _ = try await connection.query("SELECT pg_current_xact_id()")
                    try await wait(until: "the stranger is named", within: .seconds(30)) {
                        let answer = try await system.operations("store", of: system.enrolment[0])
                        return answer["longTransactions"]?.array?.contains {
                            $0["process"]?.number == Int(connection.backendProcessID)
                                && $0["database"]?.text?.hasPrefix("bina_test_") == true
                        } ?? false
                    }
                    let page = try OperatorPage("long-transaction")
                    let status = try await system.type("./bina status", of: page)
                    #expect(status.text.contains("process \(connection.backendProcessID) in database bina_test_"))
                }
            }
        }

        private func metrics(of service: ServiceInstance, _ system: System) async throws -> [String] {
            let text = Answer(try await system.http.get("\(service.address)/metrics", deadline: .seconds(5))).text
            return text.matches(of: /# TYPE ([a-z_]+)/).map { String($0.output.1) }
        }

        private func servedByAuditor(_ system: System) async throws -> Set<String> {
            let auditor = try system.auditor()
            let names: Result<Set<String>, any Error>
            do {
                try auditor.start()
                try await auditor.waitUntilReady(system.http)
                names = .success(Set(try await metrics(of: auditor, system)))
            } catch {
                names = .failure(error)
            }
            await auditor.kill()
            return try names.get()
        }

        @Test func `Prometheus takes the rules`() async throws {
            let search = ["/usr/bin/promtool", "/usr/local/bin/promtool"]
            guard let promtool = search.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
                print("skipped: promtool is not installed (Debian package prometheus)")
                return
            }
            let process = Process()
            process.executableURL = URL(filePath: promtool)
            process.arguments = ["check", "rules", try rules().path]
            let (ends, end) = AsyncStream<Int32>.makeStream()
            process.terminationHandler = { process in
                end.yield(process.terminationStatus)
                end.finish()
            }
            try process.run()
            for await status in ends { #expect(status == 0) }
        }

        @Test func `every alert leads to a page that is there`() throws {
            let rules = try rules()
            let folder = URL(filePath: rules.path).deletingLastPathComponent()
            let alerts = rules.text.matches(of: /- alert:/).count
            let pages = rules.text.matches(of: /page: ([a-z-]+\.md)/).map { String($0.output.1) }
            #expect(pages.count == alerts)
            for page in Set(pages) {
                #expect(FileManager.default.fileExists(atPath: folder.appending(path: page).path), "\(page)")
            }
        }
    }
}

extension System {
    /// Asks a service what an operator may ask.
    func operations(_ path: String, of service: ServiceInstance) async throws -> JSON {
        let token = try tokens.token(subject: "ani", tenants: [], roles: ["operator"])
        return Answer(
            try await http.get("\(service.address)/v1/operations/\(path)", bearer: token, deadline: .seconds(10))
        ).json
    }
}

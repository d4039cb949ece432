import Foundation
import HTTPClient
import PostgresClient
import ServiceRuntime
import ServiceTesting
import Testing

@testable import BinaTool

extension SystemTests {
    struct Alerts {
        @Test func `everything that an alert looks at is served, and a stranger's transaction is named`() async throws {
            let rules = try AlertRules()
            // Only of transactions older than a minute: the tool's tests of databases see those.
            let late = "bina_postgres_long_transaction_seconds"
            let metrics = rules.metrics.subtracting([late])
            // Refused requests are seen while PostgreSQL is away.
            let demands = rules.demands.filter { $0.metric != late && $0 != .refusedRequests }
            #expect(metrics.count > 15 && demands.count > 5)
            try await withSystem { system in
                let office = try Office(system)
                _ = try await office.establishUnit()
                try await system.waitUntilApplied()
                let audited = try await servedByAuditor(system)
                var missing: [String] = []
                try? await wait(until: "everything has a sample", within: .seconds(30)) {
                    var samples = audited
                    for service in system.services { samples += try await system.samples(of: service) }
                    missing = metrics.subtracting(samples.map(\.metric)).sorted()
                    missing += demands.filter { !$0.isMet(by: samples) }.map(\.description).sorted()
                    return missing.isEmpty
                }
                #expect(missing == [])
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
                    let page = try OperatorPage(.longTransaction)
                    let status = try await system.type("./bina status", of: page)
                    #expect(status.text.contains("process \(connection.backendProcessID) in database bina_test_"))
                    #expect(page.untyped == [])
                }
            }
        }

        private func servedByAuditor(_ system: System) async throws -> [MetricSample] {
            let auditor = try system.auditor()
            let samples: Result<[MetricSample], any Error>
            do {
                try auditor.start()
                try await auditor.waitUntilReady(system.http)
                samples = .success(try await system.samples(of: auditor))
            } catch {
                samples = .failure(error)
            }
            await auditor.kill()
            return try samples.get()
        }

        @Test(
            .enabled(if: promtool != nil, "promtool is not here: ./bina test fetches it"),
            arguments: [["check", "rules", "alerts.yml"], ["test", "rules", "alerts-test.yml"]]
        )
        func `Prometheus takes the rules, and they fire when they should`(words: [String]) async throws {
            let place = try AlertRules().folder.path
            let promtool = try #require(Self.promtool)
            let result = try await ShortProgram.attempt(["env", "-C", place, promtool] + words)
            #expect(result.status == 0, "\(result.output)")
        }

        /// `./bina test` puts it into the checkout.
        private static var promtool: String? {
            let own = (try? AlertRules())?.root.appending(path: ".bina/promtool").path
            return [own, "/usr/bin/promtool", "/usr/local/bin/promtool"].compactMap(\.self).first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
        }

        @Test func `every alert leads to a page that is there`() throws {
            let rules = try AlertRules()
            let alerts = rules.text.matches(of: /- alert:/).count
            let pages = rules.text.matches(of: /page: ([a-z-]+\.md)/).map { String($0.output.1) }
            #expect(pages.count == alerts)
            for page in Set(pages) {
                #expect(FileManager.default.fileExists(atPath: rules.folder.appending(path: page).path), "\(page)")
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

    /// What a service tells Prometheus now.
    func samples(of service: ServiceInstance) async throws -> [MetricSample] {
        MetricSample.all(in: Answer(try await http.get("\(service.address)/metrics", deadline: .seconds(5))).text)
    }
}

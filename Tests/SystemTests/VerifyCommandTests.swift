import Foundation
import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    /// What somebody, or a program, sees of `./bina verify`.
    struct VerifyCommand {
        @Test func `says by text, JSON and exit code what differs, of one tenant or of all`() async throws {
            try await withSystem { system in
                for tenant in ["aceh", "tebo"] {
                    let office = try Office(system, tenant: tenant)
                    _ = try await office.establishUnit("Dinas Kesehatan")
                    _ = try await office.establishUnit("Dinas Pendidikan")
                }
                try await system.waitUntilPublished()
                try await system.waitUntilApplied()
                let clean = try await system.type("./bina verify")
                #expect(clean.status == 0)
                #expect(clean.text.hasSuffix("nothing differs\n") && !clean.text.contains("DIFFERS"))

                try await system.readModel.execute("UPDATE learning_record.units SET name = 'x' WHERE tenant = 'aceh'")
                let text = try await system.type("./bina verify --recheck 1")
                #expect(text.status == 1)
                #expect(text.text.matches(of: /DIFFERS  learning-record units: aceh\/.* name: expected/).count == 2)
                #expect(text.text.contains("looking once more in 1.0 seconds"))
                #expect(!text.text.contains("tebo") && !text.text.contains("Dinas"), "no row's content")

                let one = try await system.type("./bina verify --recheck 0 --show 1 2> complaint")
                #expect(one.status == 1)
                #expect(one.text.matches(of: /DIFFERS/).count == 1)
                #expect(one.text.contains("\n… and 1 more\n") && one.text.hasSuffix("\n2 differences\n"))

                let json = try await system.type("./bina verify --recheck 0 --json --tenant aceh 2> complaint")
                #expect(json.status == 1)
                let report = try JSONDecoder().decode(VerifyReport.self, from: Data(json.text.utf8))
                #expect(report.differences == 2 && report.shown.count == 2)
                #expect(report.shown.allSatisfy { $0.area == "learning-record units" })
                #expect(report.checked["streams"] == 2)

                let other = try await system.type("./bina verify --recheck 0 --json --tenant tebo")
                #expect(other.status == 0)
                #expect(try JSONDecoder().decode(VerifyReport.self, from: Data(other.text.utf8)).shown == [])

                #expect(try await system.type("./bina verify --tenants aceh").status == 2)
                let nowhere = ["ENROLMENT_DATABASE_URL": "postgresql://127.0.0.1:1/nowhere"]
                let deaf = try await system.type("./bina verify", nowhere)
                #expect(deaf.status == 1 && !deaf.text.contains("nothing differs"), "a part did not answer")
            }
        }
    }
}

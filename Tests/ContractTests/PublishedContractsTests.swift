import Foundation
import Testing

struct PublishedContractsTests {
    let name = "enrolment.seat-declined.v1"

    @Test func `nothing that was published has changed`() throws {
        _ = try ContractFiles.text(PublishedContracts.url)
        for breach in try PublishedContracts.published().breaches(in: .current()) { Issue.record("\(breach)") }
    }

    @Test func `everything is published`() throws {
        _ = try ContractFiles.text(PublishedContracts.url)
        let missing = try PublishedContracts.published().unpublished(in: .current())
        #expect(missing.isEmpty, "publish with BINA_WRITE_SCHEMAS=1 swift test --filter ContractTests")
    }

    @Test func `an optional property may be added`() throws {
        let now = try PublishedContracts.current()
        let more = now.changing(name) { $0.properties["extra"] = "shape" }
        #expect(now.breaches(in: more).isEmpty)
        #expect(now.unpublished(in: more) == ["\(name): extra"])
        #expect(now.adding(more).unpublished(in: more).isEmpty)
    }

    @Test func `anything else asks for a new version`() throws {
        let now = try PublishedContracts.current()
        let broken = [
            now.without(name),
            now.changing(name) { $0.properties["note"] = nil },
            now.changing(name) { $0.properties["note"] = "another shape" },
            now.changing(name) { $0.required.append("note") },
            now.changing(name) { $0.required = [] },
            now.changing(name) { $0.samples["seat-declined.v1.sample.json"] = "edited" },
        ]
        for change in broken {
            let breaches = now.breaches(in: change)
            #expect(breaches.count == 1)
            #expect(breaches.allSatisfy { $0.contains("add a new version") })
            // Publishing does not hide the breach.
            #expect(!now.adding(change).breaches(in: change).isEmpty)
        }
    }
}

import Foundation
import Testing

struct PublishedContractsTests {
    let name = "enrolment.seat-declined.v1"

    @Test func `nothing that was published has changed`() throws {
        try ContractFiles.prepare()
        for breach in try PublishedContracts.published().breaches(in: .current()) { Issue.record("\(breach)") }
    }

    @Test func `everything is published`() throws {
        try ContractFiles.prepare()
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

    @Test func `a change deep inside a property is a change of it`() throws {
        let schema = try ContractFiles.text(
            ContractFiles.folder(of: "assessment").appending(path: "answer-saved.v1.schema.json")
        )
        let now = try PublishedContracts.Contract(schema: Data(schema.utf8))
        // A pair stands inside the answer, which stands inside the event.
        let changed = schema.replacing("\"required\": [\"option\", \"target\"]", with: "\"required\": [\"option\"]")
        let then = try PublishedContracts.Contract(schema: Data(changed.utf8))
        #expect(now.properties.keys.filter { now.properties[$0] != then.properties[$0] } == ["answer"])
    }
}

import EventSourcing
import Foundation
import Testing

/// Code, schemas and samples of every context tell the same.
///
/// Run with `BINA_WRITE_SCHEMAS=1` to write what is derived.
struct EventContractTests {
    @Test(arguments: PublishedContext.events)
    func `has a schema that says what the payload is`(event: PublishedEvent) throws {
        let written = try ContractFiles.text(ContractFiles.schemaURL(of: event))
        #expect(
            written == (try PayloadSchema(of: event).text),
            "run BINA_WRITE_SCHEMAS=1 swift test --filter ContractTests"
        )
    }

    @Test(arguments: PublishedContext.events)
    func `has samples that decode and encode to the same bytes`(event: PublishedEvent) throws {
        let samples = try ContractFiles.sampleURLs(of: event)
        #expect(!samples.isEmpty)
        for sample in samples {
            let bytes = [UInt8](try Data(contentsOf: sample))
            #expect(try event.rewritten(bytes) == bytes, "\(sample.lastPathComponent)")
        }
    }

    @Test(arguments: PublishedContext.examples)
    func `an example equals its sample`(example: PublishedExample) throws {
        let sample = try ContractFiles.text(ContractFiles.sampleURL(of: example))
        #expect(String(decoding: try example.bytes, as: UTF8.self) == sample)
    }

    @Test(arguments: PublishedContext.events)
    func `requires exactly the properties without which the payload cannot be read`(event: PublishedEvent) throws {
        let examples = PublishedContext.examples.filter { $0.name == event.name }
        let payloads = try examples.map { example in
            try #require(try JSONSerialization.jsonObject(with: Data(example.bytes)) as? [String: Any])
        }
        let payload = try #require(payloads.max { $0.count < $1.count })
        let text = Data(try ContractFiles.text(ContractFiles.schemaURL(of: event)).utf8)
        let schema = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: Any])
        let required = Set(try #require(schema["required"] as? [String]))
        #expect(Set(payload.keys) == Set(properties.keys))
        #expect(schema["additionalProperties"] as? Bool == false)
        for property in properties.keys {
            var rest = payload
            rest[property] = nil
            let body = [UInt8](try JSONSerialization.data(withJSONObject: rest))
            let isReadable = (try? event.rewritten(body)) != nil
            #expect(isReadable != required.contains(property), "\(property)")
        }
        let isShownWithout = examples.contains { $0.variant != nil }
        #expect(isShownWithout || required.count == properties.count, "both forms of an optional property are shown")
    }

    @Test(arguments: PublishedContext.all)
    func `no file in the folder belongs to nothing`(context: PublishedContext) throws {
        let known = try Set(
            context.events.map { ContractFiles.schemaURL(of: $0).lastPathComponent }
                + context.events.flatMap { try ContractFiles.sampleURLs(of: $0).map(\.lastPathComponent) }
        )
        let files = try FileManager.default.contentsOfDirectory(atPath: ContractFiles.folder(of: context.name).path)
        #expect(Set(files).subtracting(known).isEmpty)
    }

    @Test func `no folder belongs to a context that nobody checks`() throws {
        try ContractFiles.prepare()
        let events = ContractFiles.schemas.appending(path: "events")
        let entries = try FileManager.default.contentsOfDirectory(atPath: events.path)
        #expect(Set(entries) == Set(PublishedContext.all.map(\.name) + ["published.json"]))
        for context in PublishedContext.all { #expect(context.topic == "bina.\(context.name).events") }
    }

    @Test(arguments: PublishedContext.all)
    func `names are unique, carry a version and belong to the context`(context: PublishedContext) throws {
        let names = context.events.map(\.name)
        #expect(Set(names).count == names.count)
        let form = try Regex("\(context.name)\\.[a-z]+(-[a-z]+)*\\.v[1-9][0-9]*")
        for event in context.events {
            #expect(event.name.wholeMatch(of: form) != nil, "\(event.name)")
            #expect(event.isKnown(event.name))
            #expect(!event.isKnown("\(context.name).unknown.v1"))
        }
    }
}

import EnrolmentEvents
import EventSourcing
import Foundation
import Testing

/// Code, schemas and samples tell the same; run with `BINA_WRITE_SCHEMAS=1` to write what is derived.
struct EnrolmentContractTests {
    @Test(arguments: EnrolmentEvent.Name.allCases)
    func `has a schema that says what the payload is`(name: EnrolmentEvent.Name) throws {
        let written = try ContractFiles.text(ContractFiles.schemaURL(of: name))
        #expect(
            written == (try PayloadSchema(of: name).text),
            "run BINA_WRITE_SCHEMAS=1 swift test --filter ContractTests"
        )
    }

    @Test(arguments: EnrolmentEvent.Name.allCases)
    func `has samples that decode and encode to the same bytes`(name: EnrolmentEvent.Name) throws {
        let samples = try ContractFiles.sampleURLs(of: name)
        #expect(!samples.isEmpty)
        for sample in samples {
            let bytes = [UInt8](try Data(contentsOf: sample))
            let event = try EnrolmentEvent(name, from: bytes)
            #expect(event.name.stream == name.stream)
            #expect(try CanonicalJSON.encode(event.payload) == bytes, "\(sample.lastPathComponent)")
        }
    }

    @Test(arguments: EnrolmentExample.all.indices)
    func `an example equals its sample`(index: Int) throws {
        let example = EnrolmentExample.all[index]
        let sample = try ContractFiles.text(ContractFiles.sampleURL(of: example))
        #expect(String(decoding: try CanonicalJSON.encode(example.event.payload), as: UTF8.self) == sample)
    }

    @Test(arguments: EnrolmentEvent.Name.allCases)
    func `requires exactly the properties without which the payload cannot be read`(name: EnrolmentEvent.Name) throws {
        let full = try #require(EnrolmentExample.all.first { $0.event.name == name && $0.variant == nil })
        let bytes = Data(try CanonicalJSON.encode(full.event.payload))
        let payload = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        let text = Data(try ContractFiles.text(ContractFiles.schemaURL(of: name)).utf8)
        let schema = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: Any])
        let required = Set(try #require(schema["required"] as? [String]))
        #expect(Set(payload.keys) == Set(properties.keys))
        #expect(schema["additionalProperties"] as? Bool == false)
        for property in properties.keys {
            var rest = payload
            rest[property] = nil
            let body = [UInt8](try JSONSerialization.data(withJSONObject: rest))
            let isReadable = (try? EnrolmentEvent(name, from: body)) != nil
            #expect(isReadable != required.contains(property), "\(property)")
        }
        let isShownWithout = EnrolmentExample.all.contains { $0.event.name == name && $0.variant != nil }
        #expect(isShownWithout || required.count == properties.count, "both forms of an optional property are shown")
    }

    @Test func `no file in the folder belongs to nothing`() throws {
        let names = EnrolmentEvent.Name.allCases
        let known = try Set(
            names.map { ContractFiles.schemaURL(of: $0).lastPathComponent }
                + names.flatMap { try ContractFiles.sampleURLs(of: $0).map(\.lastPathComponent) }
        )
        let files = try FileManager.default.contentsOfDirectory(atPath: ContractFiles.enrolment.path)
        #expect(Set(files).subtracting(known).isEmpty)
    }

    @Test func `names are unique, carry a version and belong to the context`() {
        let names = EnrolmentEvent.Name.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.wholeMatch(of: /enrolment\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*/) != nil, "\(name)")
            #expect(EnrolmentEvent.Name(rawValue: name)?.rawValue == name)
        }
        #expect(EnrolmentEvent.Name(rawValue: "enrolment.unknown.v1") == nil)
    }
}

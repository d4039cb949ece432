import Foundation
import Testing

struct AsyncAPITests {
    @Test func `the document says what the code publishes`() throws {
        #expect(try ContractFiles.text(AsyncAPIDocument.url) == AsyncAPIDocument.text())
    }

    @Test func `every header that the relay writes is described, and no other`() throws {
        let source = ContractFiles.root.appending(path: "Sources/EventStreaming/Record/RecordHeaderName.swift")
        let text = try String(contentsOf: source, encoding: .utf8)
        let written = text.matches(of: /case (\w+)(?: = "([^"]+)")?/).map { String($0.output.2 ?? $0.output.1) }
        #expect(!written.isEmpty)
        #expect(Set(written) == Set(AsyncAPIDocument.headers.map(\.name)))
    }

    @Test func `an independent reader accepts document, schemas and samples`() throws {
        try ContractFiles.prepare()
        let names = PublishedContext.events.map(\.name)
        let report = try IndependentReader.check(names: names)
        #expect(report.problems == [])
        #expect(report.samples >= names.count)
        #expect(report.messages == names.count)
        let documents = ContractFiles.schemas.appending(path: "http")
        #expect(report.documents == (try FileManager.default.contentsOfDirectory(atPath: documents.path).count))
    }
}

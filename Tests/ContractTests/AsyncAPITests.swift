import EnrolmentEvents
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
        _ = try ContractFiles.text(AsyncAPIDocument.url)
        let report = try IndependentReader.check(names: EnrolmentEvent.Name.allCases.map(\.rawValue))
        #expect(report.problems == [])
        #expect(report.samples >= EnrolmentEvent.Name.allCases.count)
        #expect(report.messages == EnrolmentEvent.Name.allCases.count)
        #expect(report.documents == 3)
    }
}

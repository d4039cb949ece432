import EnrolmentEvents
import EventSourcing
import Foundation

/// Where the contracts lie.
///
/// With `BINA_WRITE_SCHEMAS=1` the derived files are written before the first test looks.
enum ContractFiles {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    static let schemas = root.appending(path: "schemas")
    static let enrolment = schemas.appending(path: "events/enrolment")

    static let isWriting = ProcessInfo.processInfo.environment["BINA_WRITE_SCHEMAS"] == "1"

    /// `unit-moved.v1` of `enrolment.unit-moved.v1`.
    static func stem(of name: EnrolmentEvent.Name) -> String {
        String(name.rawValue.dropFirst(EnrolmentStream.context.count + 1))
    }

    static func schemaURL(of name: EnrolmentEvent.Name) -> URL {
        enrolment.appending(path: "\(stem(of: name)).schema.json")
    }

    /// The first sample has no variant: `unit-moved.v1.sample.json`; another is `unit-moved.v1.minimal.sample.json`.
    static func sampleURL(of example: EnrolmentExample) -> URL {
        let variant = example.variant.map { ".\($0)" } ?? ""
        return enrolment.appending(path: "\(stem(of: example.event.name))\(variant).sample.json")
    }

    /// Every sample of `name` that lies there, also those that no example writes any more.
    static func sampleURLs(of name: EnrolmentEvent.Name) throws -> [URL] {
        try prepared.get()
        return try FileManager.default.contentsOfDirectory(at: enrolment, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("\(stem(of: name)).") }
            .filter { $0.lastPathComponent.hasSuffix("sample.json") }
            .sorted { $0.path < $1.path }
    }

    static func text(_ url: URL) throws -> String {
        try prepared.get()
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// Runs once, before anything is read.
    private static let prepared: Result<Void, any Error> = Result {
        guard isWriting else { return }
        try FileManager.default.createDirectory(at: enrolment, withIntermediateDirectories: true)
        for name in EnrolmentEvent.Name.allCases {
            try PayloadSchema(of: name).text.write(to: schemaURL(of: name), atomically: true, encoding: .utf8)
        }
        for example in EnrolmentExample.all {
            let url = sampleURL(of: example)
            // A sample is a promise: it is written once and never again.
            guard !FileManager.default.fileExists(atPath: url.path) else { continue }
            try Data(CanonicalJSON.encode(example.event.payload)).write(to: url)
        }
        try AsyncAPIDocument.text().write(to: AsyncAPIDocument.url, atomically: true, encoding: .utf8)
        try PublishedContracts.published().adding(.current()).text().write(
            to: PublishedContracts.url,
            atomically: true,
            encoding: .utf8
        )
    }
}

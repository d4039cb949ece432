import Foundation

/// Where the contracts lie.
///
/// With `BINA_WRITE_SCHEMAS=1` the derived files are written before the first test looks.
enum ContractFiles {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    static let schemas = root.appending(path: "schemas")

    static let isWriting = ProcessInfo.processInfo.environment["BINA_WRITE_SCHEMAS"] == "1"

    /// Schemas and samples of one context.
    static func folder(of context: String) -> URL { schemas.appending(path: "events/\(context)") }

    static func schemaURL(of event: PublishedEvent) -> URL {
        folder(of: event.context).appending(path: "\(event.stem).schema.json")
    }

    /// The first sample has no variant: `unit-moved.v1.sample.json`; another is `unit-moved.v1.minimal.sample.json`.
    static func sampleURL(of example: PublishedExample) -> URL {
        let stem = example.name.dropFirst(example.context.count + 1)
        let variant = example.variant.map { ".\($0)" } ?? ""
        return folder(of: example.context).appending(path: "\(stem)\(variant).sample.json")
    }

    /// Every sample of `event` that lies there, also those that no example writes any more.
    static func sampleURLs(of event: PublishedEvent) throws -> [URL] {
        try prepare()
        return try samples(of: event)
    }

    /// Everything that is derived is written, if that is asked for.
    static func prepare() throws { try prepared.get() }

    static func text(_ url: URL) throws -> String {
        try prepare()
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// Without writing what is derived.
    static func samples(of event: PublishedEvent) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder(of: event.context), includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("\(event.stem).") }
            .filter { $0.lastPathComponent.hasSuffix("sample.json") }
            .sorted { $0.path < $1.path }
    }

    /// Runs once, before anything is read.
    private static let prepared: Result<Void, any Error> = Result {
        guard isWriting else { return }
        for context in PublishedContext.all { try write(context) }
        try AsyncAPIDocument.text().write(to: AsyncAPIDocument.url, atomically: true, encoding: .utf8)
        try PublishedContracts.published().adding(.current()).text().write(
            to: PublishedContracts.url,
            atomically: true,
            encoding: .utf8
        )
    }

    private static func write(_ context: PublishedContext) throws {
        try FileManager.default.createDirectory(at: folder(of: context.name), withIntermediateDirectories: true)
        for event in context.events {
            try PayloadSchema(of: event).text.write(to: schemaURL(of: event), atomically: true, encoding: .utf8)
        }
        for example in context.examples {
            let url = sampleURL(of: example)
            // A sample is a promise: it is written once and never again.
            guard !FileManager.default.fileExists(atPath: url.path) else { continue }
            try Data(example.bytes).write(to: url)
        }
    }
}

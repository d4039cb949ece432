import Foundation

/// What `swift package dump-package` says, as far as the rules need it.
struct PackageDescription: Decodable, Sendable {
    let targets: [Target]

    struct Target: Decodable, Sendable {
        let name: String
        let path: String?
        let type: String
        let dependencies: [Dependency]

        /// The names of the package's own targets that it may import.
        var uses: [String] { dependencies.compactMap(\.name) }
        var folder: String { path ?? "" }
    }

    struct Dependency: Decodable, Sendable {
        let byName: [String?]?
        let target: [String?]?

        var name: String? { byName?.first ?? target?.first ?? nil }
    }

    func target(_ name: String) -> Target? { targets.first { $0.name == name } }

    /// The manifest, described once and kept until the manifest changes.
    static let current: Result<Self, any Error> = Result { try read() }

    private static func read() throws -> Self {
        let manifest = Repository.root.appending(path: "Package.swift")
        let cache = Repository.root.appending(path: ".build/package-description.json")
        if let cached = try? Data(contentsOf: cache), let written = modified(cache), let changed = modified(manifest),
            written > changed
        {
            return try JSONDecoder().decode(Self.self, from: cached)
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // A scratch folder of its own: the build that runs these tests may hold the lock of the usual one.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "bina-dump-\(UUID())")
        process.arguments = ["swift", "package", "--scratch-path", scratch.path, "dump-package"]
        process.currentDirectoryURL = Repository.root
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: scratch)
        let description = try JSONDecoder().decode(Self.self, from: bytes)
        try bytes.write(to: cache, options: .atomic)
        return description
    }

    private static func modified(_ url: URL) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: url.path))?[.modificationDate] as? Date
    }
}

import Foundation
import Testing

/// What the source text may not say.
struct SafetyTests {
    /// Where C is called, so where memory safety is a promise of ours instead of the compiler's.
    private let wrappers = [
        "PostgresClient", "PostgresClientTesting", "KafkaClient", "KafkaClientTesting", "HTTPServer", "HTTPClient",
        "Cryptography",
    ]

    private func isWrapper(_ path: String) -> Bool {
        wrappers.contains { path.hasPrefix("Sources/\($0)/") || path.hasPrefix("Tests/\($0)Tests/") }
    }

    @Test func `the word unsafe stands in the wrappers only`() {
        for path in Repository.swiftFiles where !isWrapper(path) && !path.hasPrefix("Tests/ArchitectureTests/") {
            let lines = Self.code(Repository.text(path)).filter { $0.contains("unsafe") }
            #expect(!lines.contains { $0.contains(/\bunsafe\b/) }, "\(path)")
        }
    }

    @Test func `an unchecked Sendable is explained`() {
        for path in Repository.swiftFiles where !path.hasPrefix("Tests/ArchitectureTests/") {
            let lines = Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.contains("@unchecked Sendable") {
                let before = lines[..<index].suffix(3)
                #expect(before.contains { $0.contains("//") } || line.contains("//"), "\(path):\(index + 1)")
            }
        }
    }

    @Test func `Sources imports no business module`() throws {
        let package = try PackageDescription.current.get()
        let business = Set(package.targets.filter { $0.folder.hasPrefix("services/") }.map(\.name))
        #expect(business.contains("EnrolmentEvents"))
        for path in Repository.swiftFiles where path.hasPrefix("Sources/") {
            #expect(business.isDisjoint(with: Self.imports(path)), "\(path)")
        }
    }

    @Test func `C's names stand in the wrappers only`() {
        for path in Repository.swiftFiles where !isWrapper(path) && !path.hasPrefix("Tests/ArchitectureTests/") {
            let libraries: Set = ["CLibpq", "CLibrdkafka", "CMicroHTTPD", "CSodium", "CJose", "CCurl"]
            #expect(libraries.isDisjoint(with: Self.imports(path)), "\(path)")
        }
    }

    @Test func `no file names a path of one machine`() {
        // In pieces, so that this file does not find itself.
        let forbidden = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
        for path in Repository.files where !path.hasPrefix("schemas/samples") {
            let text = Repository.text(path)
            for word in forbidden { #expect(!text.contains(word), "\(path) names \(word)") }
        }
    }

    @Test func `no work is left as a note without a number`() {
        for path in Repository.swiftFiles where !path.hasPrefix("Tests/ArchitectureTests/") {
            let text = Repository.text(path)
            for word in ["TODO", "FIXME", "XXX", "HACK"] { #expect(!text.contains(word), "\(path) has \(word)") }
        }
    }

    /// The modules that a file imports.
    private static func imports(_ path: String) -> [String] {
        Repository.text(path).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index <= 2, index + 1 < words.count else { return nil }
            return String(words[index + 1])
        }
    }

    /// Lines without what stands behind `//` and without texts in quotes.
    private static func code(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { line in
            guard let comment = line.firstRange(of: "//") else { return line }
            return line[..<comment.lowerBound]
        }
    }
}

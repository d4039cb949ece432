import Foundation
import Testing

/// What stands where, and how large it is.
struct LayoutTests {
    @Test func `the top level is what design.md shows`() {
        let allowed: Set = [
            "Package.swift", "README.md", "docker-compose.yml", "bina", "schemas", "Sources", "services", "Tests",
        ]
        let found = Set(Repository.names(in: "").filter { !$0.hasPrefix(".") })
        #expect(found == allowed)
    }

    @Test func `every service folder explains itself`() {
        let folders = Repository.names(in: "services").filter { Repository.isFolder("services/\($0)") }
        #expect(folders.count >= 4)
        for folder in folders {
            let words = Repository.text("services/\(folder)/README.md").split { $0.isWhitespace }
            #expect(words.count >= 20, "services/\(folder)/README.md")
        }
    }

    @Test func `no Swift file is longer than 400 lines`() {
        for path in Repository.swiftFiles {
            let lines = Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 401, "\(path) has \(lines.count) lines")
        }
    }

    @Test func `no name says nothing`() {
        let empty = ["Manager", "Helper", "Util", "Common", "Base", "Impl", "Misc"]
        for path in Repository.swiftFiles {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            let isEmpty = empty.contains { name.hasSuffix("\($0).swift") || name.hasSuffix("\($0)s.swift") }
            #expect(!isEmpty, "\(path)")
        }
    }

    @Test func `nothing is a placeholder`() {
        for path in Repository.swiftFiles where path.contains("Placeholder") {
            Issue.record("\(path) is still to be written")
        }
    }
}

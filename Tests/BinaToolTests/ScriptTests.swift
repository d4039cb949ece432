import Foundation
import Testing

@testable import BinaTool

struct ScriptTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `the script's help lists the tool's commands with the same words`() throws {
        let script = try String(contentsOf: root.appending(path: "bina"), encoding: .utf8)
        for specification in BinaTool.specifications {
            let name = specification.name + String(repeating: " ", count: max(0, 10 - specification.name.count))
            #expect(script.contains("\n  \(name)\(specification.summary)\n"), "\(specification.name)")
        }
    }

    @Test func `the script prints its help without building anything`() async throws {
        let help = try await ShortProgram.run(
            [root.appending(path: "bina").path, "--help"],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        #expect(help.hasPrefix("usage: ./bina COMMAND"))
    }

    @Test func `continuous integration runs the test command of the README`() throws {
        let run = try String(contentsOf: root.appending(path: ".ci/run"), encoding: .utf8)
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(run.contains("./bina test"))
        #expect(readme.contains("./bina test"))
    }
}

import Foundation
import KafkaClientTesting
import Testing

@testable import BinaTool

extension SystemTests {
    struct Benchmarking {
        /// Its broker is always the embedded one.
        @Test(.enabled(if: realBootstrapServers == nil))
        func `bench measures a figure and prints nothing else than its object`() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "bina-bench-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // PostgreSQL's account passes through.
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
            defer { try? FileManager.default.removeItem(at: folder) }
            var environment = ProcessInfo.processInfo.environment
            environment["BINA_ROOT"] = folder.path
            let log = folder.appending(path: "progress")
            let words = "bench --only append --runs 1 --seconds 1 --json"
            let line = "'\(System.program("bina").path)' \(words) 2> '\(log.path)'"
            let ended = try await ShortProgram.attempt(["sh", "-c", line], environment: environment)
            let progress = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            #expect(ended.status == 0, "\(progress)")
            let lines = ended.output.split(separator: "\n")
            #expect(lines.count == 1)
            let parsed = try JSONSerialization.jsonObject(with: Data((lines.first ?? "").utf8))
            let object = try #require(parsed as? [String: Any])
            #expect(object["name"] as? String == "append")
            #expect(object["unit"] as? String == "events/s")
            #expect(object["goal"] != nil && object["met"] is Bool)
            for field in ["value", "reference", "ratio"] { #expect((object[field] as? Double ?? 0) > 0, "\(field)") }
            #expect(progress.contains("round 1 of 1"))
        }
    }
}

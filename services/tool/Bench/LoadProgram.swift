import Foundation
import Synchronization

/// A load generator of the distribution, run to its end.
///
/// Started on the spawning thread: elsewhere it would inherit a blocked SIGALRM, which is how pgbench knows that its time is
/// up.
enum LoadProgram {
    /// What it printed.
    ///
    /// - Throws: `Refusal` with its output when it fails, `CancellationError`.
    static func run(_ words: [String]) async throws -> String {
        let output = Output()
        let child = try await ChildProcess.start(
            URL(filePath: "/usr/bin/env"),
            words,
            environment: ProcessInfo.processInfo.environment
        ) { output.add($0) }
        let end = await withTaskCancellationHandler {
            await child.waitForEnd()
        } onCancel: {
            child.kill()
        }
        try Task.checkCancellation()
        // The last lines come through a pipe, which may be read a moment after the end.
        for _ in 0..<100 where !output.isComplete { await pause(.milliseconds(10)) }
        guard end == .exit(0) else {
            throw Refusal("\(words.first ?? "") failed (\(end)):\n\(output.text)")
        }
        return output.text
    }

    private final class Output: Sendable {
        private let lines = Mutex<[String]>([])

        func add(_ line: String) { lines.withLock { $0.append(line) } }

        var text: String { lines.withLock { $0.joined(separator: "\n") } }

        /// Both programs end with a rate.
        var isComplete: Bool {
            lines.withLock { $0.contains { $0.hasPrefix("tps = ") || $0.hasPrefix("Transfer/sec:") } }
        }
    }
}

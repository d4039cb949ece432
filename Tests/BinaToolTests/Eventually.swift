import Synchronization
import Testing

/// Waits until the condition holds, at most ten seconds.
func eventually(_ condition: () async throws -> Bool, _ location: SourceLocation = #_sourceLocation) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("did not become true in 10 seconds", sourceLocation: location)
            throw NotInTime()
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NotInTime: Error {}

/// Lines that several threads write.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

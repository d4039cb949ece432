import Foundation
import HTTPClient

/// Waiting until a started process can do its work.
enum Readiness {
    /// Why a process did not become ready.
    enum Failure: Error, CustomStringConvertible {
        case ended(ChildProcess.End)
        case late(Duration)

        var description: String {
            switch self {
            case .ended(let end): "ended before it was ready (\(end)). Its last lines:"
            case .late(let limit): "is not ready after \(limit). Its last lines:"
            }
        }
    }

    /// Returns when `plan`'s readiness holds for `child`.
    static func wait(for plan: ProcessPlan, _ child: ChildProcess) async throws {
        let deadline = ContinuousClock.now + plan.startLimit
        while true {
            if let end = child.end { throw Failure.ended(end) }
            if await holds(plan.readiness) { return }
            guard ContinuousClock.now < deadline else { throw Failure.late(plan.startLimit) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func holds(_ readiness: ProcessPlan.Readiness) async -> Bool {
        switch readiness {
        case .started: true
        case .file(let url): FileManager.default.fileExists(atPath: url.path)
        case .holds(let test): test()
        case .answers(let url): await answers(url)
        }
    }

    /// Whether a GET of `url` answers, within two seconds, that all is well.
    static func answers(_ url: URL) async -> Bool {
        let answer = try? await client.get(url.absoluteString, deadline: .seconds(2), maximumBytes: 65_536)
        return (answer?.status ?? 500) < 300
    }

    private static let client = HTTPClient(maximumRequests: 4)
}

import HTTPServer
import Synchronization

/// What a named check found.
package enum CheckResult: Sendable, Equatable {
    /// Works; the text says how well, such as how far behind it is.
    case working(String? = nil)
    /// Does not move on: the process cannot do its work.
    case stalled(String)
}

/// Whether this process is fit to be given work.
///
/// A process that is behind is ready; one that is stalled is not.
package final class Health: Sendable {
    /// Finds out whether one part works.
    package typealias Check = @Sendable () async -> CheckResult

    private struct State {
        var checks: [(name: String, check: Check)] = []
        var isShuttingDown = false
    }

    private let state = Mutex(State())
    private let limit: Duration

    /// - Parameter limit: a check that takes longer counts as stalled.
    package init(checkLimit limit: Duration = .seconds(2)) { self.limit = limit }

    package func add(_ name: String, _ check: @escaping Check) {
        state.withLock { $0.checks.append((name, check)) }
    }

    /// From now on not ready, so that whoever balances load stops sending.
    package func beginShutdown() { state.withLock { $0.isShuttingDown = true } }

    /// Every check's result, in the order of adding.
    package func results() async -> [(name: String, result: CheckResult)] {
        let (checks, isShuttingDown) = state.withLock { ($0.checks, $0.isShuttingDown) }
        let limit = limit
        var results = await withTaskGroup(of: (Int, CheckResult).self) { group in
            for (index, (_, check)) in checks.enumerated() {
                group.addTask { (index, await bounded(check, by: limit)) }
            }
            var results: [(name: String, result: CheckResult)] = checks.map { ($0.name, .stalled("did not answer")) }
            for await (index, result) in group { results[index].result = result }
            return results
        }
        if isShuttingDown { results.append(("shutdown", .stalled("the process is shutting down"))) }
        return results
    }

    /// Adds `/healthz`, `/readyz` and `/metrics`, for everybody.
    package func addRoutes(to routes: inout ServiceRoutes, metrics: Metrics) {
        routes.addPublic(.get, "/healthz") { _, _ in try .json(["status": "alive"]) }
        routes.addPublic(.get, "/readyz") { _, _ in
            let checks = await self.results().map { ReadinessAnswer.Check($0.name, $0.result) }
            let isReady = checks.allSatisfy { $0.state == "working" }
            let answer = ReadinessAnswer(status: isReady ? "ready" : "not-ready", checks: checks)
            return try .json(
                answer,
                status: isReady ? .ok : .serviceUnavailable,
                headers: ["Cache-Control": "no-store"]
            )
        }
        routes.addPublic(.get, "/metrics") { _, _ in
            HTTPResponse(
                headers: ["Content-Type": PrometheusText.contentType],
                body: .text(PrometheusText.render(metrics.families()))
            )
        }
    }
}

/// A check runs in a task of its own: one that never returns must not keep the answer from coming.
private func bounded(_ check: @escaping Health.Check, by limit: Duration) async -> CheckResult {
    let first = FirstResult()
    let work = Task { first.settle(await check()) }
    let clock = Task {
        try await Task.sleep(for: limit)
        first.settle(.stalled("did not answer within \(limit)"))
    }
    defer {
        work.cancel()
        clock.cancel()
    }
    return await first.value
}

/// The first of several results.
private final class FirstResult: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<CheckResult, Never>)
        case settled(CheckResult)
    }

    private let state = Mutex(State.open)

    func settle(_ result: CheckResult) {
        let waiting: CheckedContinuation<CheckResult, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .settled(result)
                return nil
            case .awaited(let continuation):
                state = .settled(result)
                return continuation
            case .settled: return nil
            }
        }
        waiting?.resume(returning: result)
    }

    var value: CheckResult {
        get async {
            await withCheckedContinuation { continuation in
                let settled: CheckResult? = state.withLock { state in
                    if case .settled(let result) = state { return result }
                    state = .awaited(continuation)
                    return nil
                }
                if let settled { continuation.resume(returning: settled) }
            }
        }
    }
}

private struct ReadinessAnswer: Encodable {
    struct Check: Encodable {
        let name: String
        let state: String
        let reason: String?

        init(_ name: String, _ result: CheckResult) {
            self.name = name
            switch result {
            case .working(let detail):
                state = "working"
                reason = detail
            case .stalled(let detail):
                state = "stalled"
                reason = detail
            }
        }
    }

    let status: String
    let checks: [Check]
}

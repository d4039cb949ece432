import Foundation
import HTTPClient

/// Sends commands to a service's HTTP API, and keeps trying while the service is away.
final class APIClient: Sendable {
    /// Scheme, host and port, without a slash at the end.
    let base: String
    private let token: String
    private let http: HTTPClient

    /// One request.
    ///
    /// The key makes it safe to send again.
    struct Call: Sendable {
        var method = "POST"
        let path: String
        var body: Data?
        var contentType = "application/json"
        let key: String
    }

    struct Answer: Sendable {
        let status: Int
        let body: Data

        var isSuccess: Bool { (200...299).contains(status) }
    }

    /// So many requests may be under way at once as there are connections.
    init(base: String, token: String, connections: Int) {
        self.base = base
        self.token = token
        http = HTTPClient(maximumRequests: connections)
    }

    /// Sends the call until it gets a lasting answer, at most for `limit`.
    ///
    /// 429, 502, 503, 504 and a lost connection are not lasting: it waits, longer each time up to five seconds, and tries
    /// again. Any other status is the answer.
    ///
    /// - Throws: `Refusal` when the limit passes, `CancellationError`.
    func send(_ call: Call, within limit: Duration = .seconds(300)) async throws -> Answer {
        let request = request(for: call)
        let deadline = ContinuousClock.now + limit
        var wait = Duration.milliseconds(100)
        while true {
            let outcome = try await attempt(request)
            if case .answer(let answer) = outcome { return answer }
            guard ContinuousClock.now < deadline else {
                throw Refusal("\(base) did not take \(call.method) \(call.path) within \(limit): \(outcome.reason)")
            }
            try await Task.sleep(for: wait * Double.random(in: 0.5...1))
            wait = min(wait * 2, .seconds(5))
        }
    }

    private enum Outcome {
        case answer(Answer)
        case later(String)

        var reason: String {
            switch self {
            case .answer(let answer): "status \(answer.status)"
            case .later(let reason): reason
            }
        }
    }

    private func attempt(_ request: HTTPClientRequest) async throws -> Outcome {
        do {
            let response = try await http.send(request, deadline: .seconds(60))
            if [429, 502, 503, 504].contains(response.status) { return .later("status \(response.status)") }
            return .answer(Answer(status: response.status, body: Data(response.body)))
        } catch HTTPClientError.cancelled {
            throw CancellationError()
        } catch {
            return .later(error.description)
        }
    }

    private func request(for call: Call) -> HTTPClientRequest {
        var headers: [(name: String, value: String)] = []
        if call.body != nil { headers.append(("Content-Type", call.contentType)) }
        if call.method != "GET" { headers.append(("Idempotency-Key", call.key)) }
        return HTTPClientRequest(
            method: call.method,
            url: base + call.path,
            headers: headers,
            body: call.body.map { Array($0) },
            bearer: token
        )
    }
}

import Foundation
import FoundationNetworking

/// Sends commands to a service's HTTP API, and keeps trying while the service is away.
final class APIClient: Sendable {
    let base: URL
    private let token: String
    private let session: URLSession

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
    init(base: URL, token: String, connections: Int) {
        self.base = base
        self.token = token
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = connections
        configuration.timeoutIntervalForRequest = 60
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = URLSession(configuration: configuration)
    }

    /// Sends the call until it gets a lasting answer, at most for `limit`.
    ///
    /// 429, 502, 503, 504 and a lost connection are not lasting: it waits, longer each time up to five seconds, and tries
    /// again. Any other status is the answer.
    ///
    /// - Throws: `Refusal` when the limit passes, `CancellationError`.
    func send(_ call: Call, within limit: Duration = .seconds(300)) async throws -> Answer {
        let request = try request(for: call)
        let deadline = ContinuousClock.now + limit
        var wait = Duration.milliseconds(100)
        while true {
            let outcome = await attempt(request)
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

    private func attempt(_ request: URLRequest) async -> Outcome {
        do {
            let (body, response) = try await session.data(for: request)
            let status = (response as? HTTPURLResponse)?.statusCode ?? 0
            if [0, 429, 502, 503, 504].contains(status) { return .later("status \(status)") }
            return .answer(Answer(status: status, body: body))
        } catch {
            return .later(error.localizedDescription)
        }
    }

    private func request(for call: Call) throws -> URLRequest {
        guard let url = URL(string: call.path, relativeTo: base) else { throw Refusal("\(call.path) is not a path") }
        var request = URLRequest(url: url)
        request.httpMethod = call.method
        request.httpBody = call.body
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        if call.body != nil { request.setValue(call.contentType, forHTTPHeaderField: "Content-Type") }
        if call.method != "GET" { request.setValue(call.key, forHTTPHeaderField: "Idempotency-Key") }
        return request
    }
}

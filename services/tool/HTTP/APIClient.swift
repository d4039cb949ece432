import Foundation
import HTTPClient

/// Sends commands to a service's HTTP API, and keeps trying while the service is away.
final class APIClient: Sendable {
    /// Scheme, host and port, without a slash at the end.
    let base: String
    private let token: String
    private let http: HTTPClient
    private let notice: RetryNotice

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

    /// So many requests may be under way at once as there are connections.
    ///
    /// - `tell`: is told, now and then, that the service is away and what it answers.
    init(base: String, token: String, connections: Int, tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.base = base
        self.token = token
        http = HTTPClient(maximumRequests: connections)
        notice = RetryNotice(tell: tell)
    }

    /// Sends the call until it gets a lasting answer, at most for `limit`.
    ///
    /// 429, 502, 503, 504, a conflict of versions that nobody asked for, and a lost connection are not lasting: it waits,
    /// longer each time up to five seconds, and tries again. Any other status is the answer.
    ///
    /// - Throws: `Refusal` when the limit passes, `CancellationError`.
    func send(_ call: Call, within limit: Duration = .seconds(300)) async throws -> Answer {
        let request = request(for: call)
        let deadline = ContinuousClock.now + limit
        var wait = Duration.milliseconds(100)
        while true {
            switch try await attempt(request) {
            case .answer(let answer): return answer
            case .later(let reason, let isWorthTelling):
                guard ContinuousClock.now < deadline else {
                    throw Refusal("\(base) did not take \(call.method) \(call.path) within \(limit): \(reason)")
                }
                if isWorthTelling {
                    notice.add("\(base): \(reason); trying again, at most \(limit.components.seconds) s")
                }
            }
            try await Task.sleep(for: wait * Double.random(in: 0.5...1))
            wait = min(wait * 2, .seconds(5))
        }
    }

    private enum Outcome {
        case answer(Answer)
        case later(String, isWorthTelling: Bool = true)
    }

    private func attempt(_ request: HTTPClientRequest) async throws -> Outcome {
        do {
            let answer = Answer(try await http.send(request, deadline: .seconds(60)))
            if [429, 502, 503, 504].contains(answer.status) { return .later("status \(answer.status)") }
            if answer.status == 409, ImportProblem(answer).slug == "version-conflict" {
                return .later("others change the same record", isWorthTelling: false)
            }
            return .answer(answer)
        } catch HTTPClientError.cancelled {
            throw CancellationError()
        } catch {
            return .later(error.description)
        }
    }

    private func request(for call: Call) -> HTTPClientRequest {
        var headers: [(name: String, value: String)] = []
        if call.body != nil { headers.append(("Content-Type", call.contentType)) }
        if call.method != "GET", !call.key.isEmpty { headers.append(("Idempotency-Key", call.key)) }
        return HTTPClientRequest(
            method: call.method,
            url: base + call.path,
            headers: headers,
            body: call.body.map { Array($0) },
            bearer: token
        )
    }
}

extension APIClient {
    /// A lasting answer.
    struct Answer: Sendable {
        let status: Int
        let body: Data
        /// To read what the command has recorded.
        let token: String?
        /// The command had been done before, or there was nothing to do.
        let changedNothing: Bool

        init(status: Int, body: Data, token: String? = nil, changedNothing: Bool = false) {
            self.status = status
            self.body = body
            self.token = token
            self.changedNothing = changedNothing
        }

        init(_ response: HTTPClientResponse) {
            self.init(
                status: response.status,
                body: Data(response.body),
                token: response.header("Bina-Read-Token"),
                changedNothing: response.header("Bina-Unchanged") == "true"
            )
        }

        var isSuccess: Bool { (200...299).contains(status) }

        /// The id of the record that the command was about: the end of its stream's name, `batch-0192…`.
        var id: String? {
            guard let stream = (try? JSONDecoder().decode(Command.self, from: body))?.stream else { return nil }
            let id = stream.suffix(36)
            return UUID(uuidString: String(id)) == nil ? nil : String(id)
        }

        private struct Command: Decodable { let stream: String? }
    }
}

import Foundation

/// Requests by wrk, the load generator of the distribution: 64 connections, each with one request at a time.
struct WrkLoad: Sendable {
    private let address: URL
    private let script: URL
    private let connections: Int

    /// What is sent.
    enum Requests: String, Sendable {
        /// Each enters a new work unit, with a key of its own.
        case commands
        /// Each gets the same constant answer, under the same headers.
        case constant
    }

    init(_ requests: Requests, to address: URL, token: String, in folder: URL, connections: Int = 64) throws {
        self.address = address
        self.connections = connections
        script = folder.appending(path: "\(requests.rawValue).lua")
        let host = "\(address.host ?? ""):\(address.port ?? 80)"
        let text =
            switch requests {
            case .commands: Self.commands(host: host, token: token)
            case .constant: Self.constant(host: host, token: token)
            }
        try Data(text.utf8).write(to: script)
    }

    /// Answers per second.
    ///
    /// - Throws: `Refusal` when one of the answers was no success.
    func run(for duration: Duration) async throws -> Double {
        let output = try await LoadProgram.run([
            "wrk", "-t", "1", "-c", "\(connections)", "-d", "\(max(1, duration.components.seconds))s", "--timeout",
            "30s", "-s", script.path, address.absoluteString,
        ])
        let lines = output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        if let trouble = lines.first(where: { $0.hasPrefix("Non-2xx") || $0.hasPrefix("Socket errors") }) {
            throw Refusal("the service did not answer every request with success: \(trouble)")
        }
        guard let line = lines.first(where: { $0.hasPrefix("Requests/sec:") }),
            let rate = line.split(separator: " ").last.flatMap({ Double($0) })
        else { throw Refusal("wrk did not say how fast it was:\n\(output)") }
        return rate
    }

    private static var body: String { "{\"code\":\"\(Sample.code)\",\"kind\":\"dinas\",\"name\":\"\(Sample.name)\"}" }

    /// The key differs in every request and every run; the request is put together once but for the key.
    private static func commands(host: String, token: String) -> String {
        """
        local number = 0
        local prefix = string.format("%d-%d-", os.time(), math.floor(os.clock() * 1e6))
        local body = '\(body)'
        local head = "POST /v1/\(Sample.tenant)/units HTTP/1.1\\r\\nHost: \(host)\\r\\nAuthorization: Bearer \(token)\\r\\n" ..
            "Content-Type: application/json\\r\\nContent-Length: " .. #body .. "\\r\\nIdempotency-Key: " .. prefix
        local tail = "\\r\\n\\r\\n" .. body
        function request()
            number = number + 1
            return head .. number .. tail
        end
        """
    }

    private static func constant(host: String, token: String) -> String {
        """
        local whole = "GET /healthz HTTP/1.1\\r\\nHost: \(host)\\r\\nAuthorization: Bearer \(token)\\r\\n\\r\\n"
        function request()
            return whole
        end
        """
    }
}

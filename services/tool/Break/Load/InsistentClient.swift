import Foundation
import HTTPClient

/// Sends a command, under one key, to any replica until one of them answers for good.
struct InsistentClient: Sendable {
    let http: HTTPClient
    /// The context that it speaks to.
    let source: String
    /// Of every replica that there may be, running or not.
    let addresses: [String]
    let token: String
    let actor: String
    let tenant: String
    let journal: LoadJournal
    /// Then nobody asks any more, answered or not.
    let deadline: ContinuousClock.Instant

    private struct Answer: Decodable {
        let stream: String
        let version: Int64
        /// `<source>.<lane>.<sequence>`.
        let token: String
    }

    /// - Returns: the id of the stream that it was about; nil when it was refused or never answered.
    func send(_ path: String, _ body: some Encodable, key: String, first replica: Int) async throws -> String? {
        let call = try APIClient.Call(tenant, path, body, key: key)
        var attempt = replica
        while ContinuousClock.now < deadline {
            let response = try? await http.send(request(call, attempt), deadline: .seconds(10))
            if let response, !isPassing(response) { return settle(response, key) }
            attempt += 1
            journal.repeatCommand()
            try await Task.sleep(for: .milliseconds(50))
        }
        journal.giveUp(on: source)
        return nil
    }

    /// What a query answers; nil when nobody does.
    func get(_ path: String, replica: Int) async -> Data? {
        let address = addresses[replica % addresses.count]
        let url = "\(address)/v1/\(tenant)/\(path)"
        let response = try? await http.send(HTTPClientRequest(url: url, bearer: token), deadline: .seconds(5))
        guard let response, response.status == 200 else { return nil }
        return Data(response.body)
    }

    private func request(_ call: APIClient.Call, _ attempt: Int) -> HTTPClientRequest {
        HTTPClientRequest(
            method: "POST",
            url: addresses[attempt % addresses.count] + call.path,
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", call.key)],
            body: call.body.map { Array($0) },
            bearer: token
        )
    }

    private func isPassing(_ response: HTTPClientResponse) -> Bool {
        guard response.status < 500, response.status != 429 else { return true }
        return response.status == 409 && String(decoding: response.body, as: UTF8.self).contains("version-conflict")
    }

    private func settle(_ response: HTTPClientResponse, _ key: String) -> String? {
        guard (200...299).contains(response.status) else {
            journal.refuse(response.status)
            return nil
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
            journal.refuse(response.status)
            return nil
        }
        let parts = answer.token.split(separator: ".")
        guard parts.count == 3, let lane = Int16(parts[1]), let sequence = Int64(parts[2]) else { return nil }
        let changedNothing = response.headers.contains {
            $0.name.lowercased() == "bina-unchanged" && $0.value == "true"
        }
        journal.acknowledge(
            LoadJournal.Acknowledged(
                key: key,
                tenant: tenant,
                source: source,
                stream: answer.stream,
                version: answer.version,
                lane: lane,
                sequence: sequence,
                changedNothing: changedNothing,
                actor: actor
            )
        )
        return String(answer.stream.suffix(36))
    }
}

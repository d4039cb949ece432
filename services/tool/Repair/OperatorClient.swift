import Foundation
import HTTPClient
import ServiceRuntime

/// Speaks to the operator's side of a running service.
struct OperatorClient: Sendable {
    let service: ServiceEntry
    private let base: String
    private let token: String
    private let http: HTTPClient

    /// Of the installation that `up` runs here, unless the environment names another one: `ENROLMENT_URL`,
    /// `ASSESSMENT_URL`, `LEARNING_RECORD_URL`, and `OPERATOR_TOKEN_FILE` with a token of the role `operator`.
    init(_ service: ServiceEntry, _ installation: Installation) throws {
        self.service = service
        let environment = installation.workplace.environment
        let address = environment[service.addressVariable] ?? installation.url(of: service).absoluteString
        base = address.hasSuffix("/") ? String(address.dropLast()) : address
        http = HTTPClient(maximumRequests: 2)
        if let file = environment["OPERATOR_TOKEN_FILE"] {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw Refusal("OPERATOR_TOKEN_FILE names \(file), which cannot be read")
            }
            token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        } else {
            try installation.workplace.prepare()
            token = try DevelopmentIssuer(installation.secrets).token(
                subject: "operator",
                tenants: [],
                roles: ["operator"],
                hours: 1,
                now: Int(Date().timeIntervalSince1970)
            )
        }
    }

    /// Every service of the installation.
    static func all(_ installation: Installation) throws -> [OperatorClient] {
        try ServiceEntry.all.map { try OperatorClient($0, installation) }
    }

    func get<Answer: Decodable>(_ path: String, as type: Answer.Type = Answer.self) async throws -> Answer {
        try await send(HTTPClientRequest(url: "\(base)/v1/operations/\(path)", bearer: token))
    }

    func post<Answer: Decodable>(_ path: String, _ body: [String: String] = [:], as type: Answer.Type = Answer.self)
        async throws -> Answer
    {
        try await send(
            HTTPClientRequest(
                method: "POST",
                url: "\(base)/v1/operations/\(path)",
                headers: [("Content-Type", "application/json")],
                body: Array(try JSONEncoder().encode(body)),
                bearer: token
            )
        )
    }

    /// What the service says of its readiness; nil when it does not answer.
    func readiness() async -> Readiness? {
        guard let answer = try? await http.get("\(base)/readyz", deadline: .seconds(5)) else { return nil }
        return try? JSONDecoder().decode(Readiness.self, from: Data(answer.body))
    }

    /// `/readyz`.
    struct Readiness: Decodable {
        struct Check: Decodable {
            let name: String
            let state: String
            let reason: String?
        }

        let status: String
        let checks: [Check]
    }

    private func send<Answer: Decodable>(_ request: HTTPClientRequest) async throws -> Answer {
        let response: HTTPClientResponse
        do {
            // A comparison of a large read model takes its time.
            response = try await http.send(request, deadline: .seconds(1_800))
        } catch HTTPClientError.cancelled {
            throw CancellationError()
        } catch {
            throw Refusal("\(service.name) at \(base) does not answer: \(error). Does it run? ./bina status")
        }
        guard response.status == 200 else {
            let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body))
            throw Refusal("\(service.name): \(problem?.detail ?? "it answered with status \(response.status)")")
        }
        return try JSONDecoder().decode(Answer.self, from: Data(response.body))
    }

    private struct Problem: Decodable { let detail: String }
}

extension ServiceEntry {
    /// The variable that names the service's address where it is not the one that `up` runs here.
    var addressVariable: String { name.uppercased().replacing("-", with: "_") + "_URL" }
}

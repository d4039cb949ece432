import Foundation
import HTTPClient
import ServiceRuntime
import ServiceTesting

@testable import BinaTool

/// What a service answered.
struct Answer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let text: String

    init(_ response: HTTPClientResponse) {
        status = response.status
        headers = response.headers
        text = String(decoding: response.body, as: UTF8.self)
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// The body; null when it is not JSON.
    var json: JSON { (try? JSONDecoder().decode(JSON.self, from: Data(text.utf8))) ?? .null }

    /// The type of the problem it is, without what all types begin with; nil when it is none.
    var problem: String? {
        guard header("Content-Type") == "application/problem+json" else { return nil }
        return json["type"]?.text?.split(separator: ":").last.map(String.init)
    }

    /// The fields that the problem names, with the rule that each breaks.
    var brokenRules: [String] {
        (json["errors"]?.array ?? []).map { "\($0["field"]?.text ?? "?") \($0["rule"]?.text ?? "?")" }
    }

    /// Itself.
    ///
    /// - Throws: ``UnexpectedAnswer`` with any other status.
    func with(_ expected: Int...) throws -> Answer {
        guard expected.contains(status) else { throw UnexpectedAnswer(expected: expected, answer: self) }
        return self
    }
}

struct UnexpectedAnswer: Error, CustomStringConvertible {
    let expected: [Int]
    let answer: Answer

    var description: String { "answered \(answer.status) instead of \(expected): \(answer.text)" }
}

/// Somebody of one tenant with a token, who asks any replica of any service.
struct Caller: Sendable {
    let system: System
    let tenant: String
    let token: String?

    func post(
        _ path: String,
        _ body: JSON = [:],
        key: String? = nil,
        ifMatch version: Int? = nil,
        to replica: Int = 0
    ) async throws -> Answer {
        var headers: [(name: String, value: String)] = []
        if let key { headers.append(("Idempotency-Key", key)) }
        if let version { headers.append(("If-Match", "\"\(version)\"")) }
        // A repetition has to be the same bytes, or its Idempotency-Key is refused.
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bytes = try encoder.encode(body)
        return try await send("POST", path, Array(bytes), headers: headers, to: system.enrolment[replica])
    }

    /// Posts text as it is.
    func post(_ path: String, text: String, type: String = "application/json") async throws -> Answer {
        try await send("POST", path, Array(text.utf8), type: type, to: system.enrolment[0])
    }

    /// Asks the enrolment service.
    func get(_ path: String, of replica: Int = 0) async throws -> Answer {
        try await send("GET", path, nil, to: system.enrolment[replica])
    }

    /// Asks the learning-record projection, which is to be at least as new as the token says.
    func record(_ path: String, atLeast token: String? = nil, of replica: Int = 0) async throws -> Answer {
        let query = token.map { "?at-least=\($0)" } ?? ""
        return try await send("GET", "learning-records\(path)\(query)", nil, to: system.learningRecord[replica])
    }

    /// Asks the assessment service.
    ///
    /// `token`: read tokens that it is to have seen.
    func exams(
        _ method: String,
        _ path: String,
        _ body: JSON? = nil,
        atLeast token: String? = nil,
        of replica: Int = 0
    ) async throws -> Answer {
        let bytes = try body.map { Array(try JSONEncoder().encode($0)) }
        let headers = token.map { [(name: "Bina-At-Least", value: $0)] } ?? []
        return try await send(method, path, bytes, headers: headers, to: system.assessment[replica])
    }

    private func send(
        _ method: String,
        _ path: String,
        _ body: [UInt8]?,
        type: String = "application/json",
        headers: [(name: String, value: String)] = [],
        to service: ServiceInstance
    ) async throws -> Answer {
        let request = HTTPClientRequest(
            method: method,
            url: "\(service.address)/v1/\(tenant)/\(path)",
            headers: headers + (body == nil ? [] : [("Content-Type", type)]),
            body: body,
            bearer: token
        )
        return Answer(try await system.http.send(request, deadline: .seconds(30)))
    }
}

extension System {
    /// A token of this issuer for somebody of the tenant.
    func caller(_ roles: Role..., tenant: String = "aceh", subject: String = "officer-1") throws -> Caller {
        let token = try tokens.token(subject: subject, tenants: [tenant], roles: roles)
        return Caller(system: self, tenant: tenant, token: token)
    }
}

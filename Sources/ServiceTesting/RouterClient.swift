import EventSourcing
import FoundationEssentials
package import HTTPServer

/// Calls a service's routes in process, as an HTTP client would: no socket, the same code from routing on.
package struct RouterClient: Sendable {
    private let router: Router
    private let token: String?

    /// - `token`: sent with every request as bearer token; nil for nobody.
    package init(_ router: Router, token: String? = nil) {
        self.router = router
        self.token = token
    }

    /// The same routes, called by somebody else.
    package func with(token: String?) -> RouterClient { RouterClient(router, token: token) }

    package func get(_ target: String, headers: HTTPHeaders = [:]) async -> TestResponse {
        await send(.get, target, headers: headers)
    }

    /// Posts JSON text.
    package func post(_ target: String, json: String = "{}", headers: HTTPHeaders = [:]) async -> TestResponse {
        await send(.post, target, json: json, headers: headers)
    }

    /// Puts JSON text.
    package func put(_ target: String, json: String = "{}", headers: HTTPHeaders = [:]) async -> TestResponse {
        await send(.put, target, json: json, headers: headers)
    }

    package func delete(_ target: String, headers: HTTPHeaders = [:]) async -> TestResponse {
        await send(.delete, target, headers: headers)
    }

    /// Any request; `target` is a path with an optional query.
    package func send(
        _ method: HTTPMethod,
        _ target: String,
        json: String? = nil,
        headers: HTTPHeaders = [:]
    ) async -> TestResponse {
        var headers = headers
        if json != nil, headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
        return await send(method, target, body: Array((json ?? "").utf8), headers: headers)
    }

    /// Any request with any body.
    package func send(
        _ method: HTTPMethod,
        _ target: String,
        body: [UInt8],
        headers: HTTPHeaders = [:]
    ) async -> TestResponse {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers = headers
        if let token, headers["Authorization"] == nil { headers["Authorization"] = "Bearer \(token)" }
        let request = HTTPRequest(
            method: method,
            path: String(parts[0]),
            query: parts.count == 2 ? HTTPQuery(parsing: String(parts[1])) ?? [:] : [:],
            headers: headers,
            body: body
        )
        let response = await router.respond(to: request)
        return TestResponse(
            status: response.status.rawValue,
            headers: response.headers,
            body: await bytes(of: response)
        )
    }

    private func bytes(of response: HTTPResponse) async -> [UInt8] {
        guard case .stream(let next) = response.body else { return response.body.bytes ?? [] }
        var bytes: [UInt8] = []
        while let part = try? await next() { bytes += part }
        return bytes
    }
}

/// An answer, whole.
package struct TestResponse: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a value.
    package func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try CanonicalJSON.decode(type, from: body)
    }

    /// The body as a problem; throws when it is none.
    package func problem() throws -> TestProblem {
        guard headers["Content-Type"] == "application/problem+json" else { throw NotAProblem(status: status) }
        return try json()
    }

    private struct NotAProblem: Error {
        let status: Int
    }
}

/// RFC 9457, as a client reads it.
package struct TestProblem: Decodable, Sendable {
    /// One broken rule.
    package struct Field: Decodable, Sendable, Equatable {
        package let field: String
        package let rule: String
        package let detail: String
    }

    package let type: String
    package let title: String
    package let status: Int
    package let detail: String
    package let errors: [Field]?
    package let traceId: String?

    /// The type without what all types begin with.
    package var slug: String { type.replacing("urn:bina:problem:", with: "") }
}

import Foundation
import HTTPServer
import Synchronization

@testable import BinaTool

/// The enrolment and learning-record services as an import sees them, on a socket in this process.
///
/// Remembers keys as the real ones do, and counts what a learning record would show.
final class StubServices: Sendable {
    struct Received: Sendable, Equatable {
        let path: String
        let key: String
        let body: String
    }

    private struct State {
        var received: [Received] = []
        var answered: [String: (body: String, id: String)] = [:]
        var failures = 0
        var refusals: [String: (status: Int, slug: String)] = [:]
        var totals = LearningRecordTotals()
    }

    private let state = Mutex(State())

    /// Every POST in the order of arrival, those that were turned away by `fail` not included.
    var received: [Received] { state.withLock { $0.received } }

    /// The next requests are answered with 503.
    func fail(next count: Int) { state.withLock { $0.failures = count } }

    /// The request with this key is refused.
    func refuse(_ key: String, status: Int = 422, slug: String) {
        state.withLock { $0.refusals[key] = (status, slug) }
    }

    /// As after the retention of command ids.
    func forgetKeys() { state.withLock { $0.answered = [:] } }

    func serving(_ body: (APIClient) async throws -> Void, tell: @escaping @Sendable (String) -> Void = { _ in })
        async throws
    {
        var router = Router()
        router.wrap { request, _, _ in self.answer(request) }
        let server = HTTPServer(HTTPServerConfiguration(), router: router)
        try server.start()
        let base = "http://127.0.0.1:\(server.port)"
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(APIClient(base: base, token: "t", connections: 16, tell: tell)))
        } catch {
            result = .failure(error)
        }
        await server.shutdown(within: .milliseconds(100))
        try result.get()
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                return HTTPResponse(status: HTTPStatus(rawValue: 503))
            }
            guard request.method == .post else { return Self.read(request.path, state) }
            return Self.command(request, &state)
        }
    }

    private static func read(_ path: String, _ state: State) -> HTTPResponse {
        guard path.hasSuffix("/totals") else { return HTTPResponse(body: .text("{}")) }
        let json = (try? JSONEncoder().encode(state.totals)) ?? Data()
        return HTTPResponse(body: .bytes(Array(json)))
    }

    private static func command(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        let key = request.headers["Idempotency-Key"] ?? ""
        let body = String(decoding: request.body, as: UTF8.self)
        state.received.append(Received(path: request.path, key: key, body: body))
        if let (status, slug) = state.refusals[key] { return problem(status, slug) }
        if let known = state.answered[key] {
            guard known.body == body else { return problem(422, "idempotency-key-reused") }
            return done(known.id, isNew: false)
        }
        let id = UUID().uuidString.lowercased()
        state.answered[key] = (body, id)
        count(request.path, body, &state.totals)
        return done(id, isNew: true)
    }

    private static func count(_ path: String, _ body: String, _ totals: inout LearningRecordTotals) {
        func move(to status: String) {
            totals.byStatus["enrolled", default: 0] -= 1
            totals.byStatus[status, default: 0] += 1
        }
        if path.hasSuffix("/civil-servants") { totals.people += 1 }
        if path.hasSuffix("/batches") { totals.batches += 1 }
        if path.hasSuffix("/enrolments") {
            totals.participations += 1
            totals.byStatus["enrolled", default: 0] += 1
        }
        if path.hasSuffix("/results"), let body = try? JSONDecoder().decode(Graded.self, from: Data(body.utf8)) {
            totals.examResults += 1
            totals.examsPassed += body.scoreHundredths >= 4_000 ? 1 : 0
            totals.examScoresHundredths += body.scoreHundredths
        }
        if path.hasSuffix("/withdraw") { move(to: "withdrawn") }
        if path.hasSuffix("/practice-task") {
            guard body.contains(#""passed":true"#) else { return move(to: "not-completed") }
            move(to: "completed")
            totals.hoursEntries += 1
            totals.hoursCounted += 20
            totals.hoursVerified += 20
        }
    }

    private struct Graded: Decodable { let scoreHundredths: Int }

    private static func done(_ id: String, isNew: Bool) -> HTTPResponse {
        var headers: HTTPHeaders = ["Bina-Read-Token": "enrolment.3.17"]
        if !isNew { headers["Bina-Unchanged"] = "true" }
        return HTTPResponse(status: .created, headers: headers, body: .text(#"{"stream":"thing-\#(id)","version":1}"#))
    }

    private static func problem(_ status: Int, _ slug: String) -> HTTPResponse {
        let body = #"{"type":"urn:bina:problem:\#(slug)","title":"Tidak","status":\#(status),"detail":"No."}"#
        return HTTPResponse(status: HTTPStatus(rawValue: status), body: .text(body))
    }
}

extension ProgressConsole {
    /// Keeps what a person would read.
    static func keeping(_ lines: Lines) -> Self { Self(isTerminal: false) { lines.add($0) } }
}

import EventSourcing
import HTTPServer
import ServiceTesting

@testable import ServiceRuntime

extension Role {
    static let switcher: Role = "switcher"
    static let viewer: Role = "viewer"
    static let feedReader: Role = "feed-reader"
}

/// A service of the invented domain: lamps and switches.
struct LampService {
    struct SwitchRequest: Decodable {
        let on: Bool
    }

    /// Why a lamp stays as it is.
    enum LampRejection: Error, Equatable, ProblemError {
        case broken

        var problem: Problem {
            Problem("lamp-broken", status: .conflict, title: "The lamp is broken", detail: "Replace it first.")
        }
    }

    struct Unexpected: Error {}

    let tokens: TestTokens
    let metrics = Metrics()
    let health = Health(checkLimit: .milliseconds(50))
    let client: RouterClient
    let router: Router

    init(log: Log = .silent, clock: @escaping @Sendable () -> Int64 = { Timestamp.now.microseconds / 1_000_000 }) throws
    {
        tokens = try TestTokens(clock: clock)
        var routes = ServiceRoutes(authenticator: tokens.authenticator, log: log, metrics: metrics)
        health.addRoutes(to: &routes, metrics: metrics)
        routes.post("/v1/{tenant}/lamps", roles: [.switcher]) { request in
            let head = try request.commandHead()
            let body = try request.body(as: SwitchRequest.self)
            guard body.on else { throw CommandFailure<LampRejection>.rejected(.broken) }
            let stream = StreamID(tenant: request.tenant, category: "lamp", id: head.context.commandID.uuid)
            let receipt = CommandReceipt(stream: stream, version: 1, lane: Lane(3), sequence: 7)
            let result = CommandResult(version: 1, receipt: receipt, changedNothing: false)
            return try .command(
                result,
                on: stream,
                source: "lamps",
                created: "/v1/\(request.tenant)/lamps/\(stream.id)"
            )
        }
        routes.get("/v1/{tenant}/lamps/{lamp}", roles: [.viewer, .switcher]) { request in
            try request.allowQuery("at-least", "limit", "after")
            let id: Identifier<LampService> = try request.identifier("lamp")
            let limit = try request.integer("limit", in: 1...100, fallback: 20)
            let atLeast = try request.atLeast().map(\.description).joined(separator: " ")
            let headers: HTTPHeaders = ["Link": request.nextPage(after: "a b/ü")]
            return try .json(["id": id.description, "limit": String(limit), "atLeast": atLeast], headers: headers)
        }
        routes.put("/v1/{tenant}/lamps/{lamp}", roles: [.switcher]) { request in
            let head = try request.commandHead()
            guard head.expecting == 3 else { throw CommandFailure<LampRejection>.conflict(actual: 3) }
            return try .json(["actor": head.context.actor, "traceparent": head.context.traceparent ?? ""])
        }
        routes.delete("/v1/{tenant}/lamps/{lamp}", roles: [.switcher]) { _ in throw Unexpected() }
        routes.addAcrossTenants(.get, "/feed", roles: [.feedReader]) { request in
            try .json(["subject": request.principal.subject])
        }
        router = routes.router
        client = RouterClient(router)
    }

    /// Somebody who may switch lamps in Aceh.
    func switcher(_ subject: String = "person-1") throws -> RouterClient {
        client.with(token: try tokens.token(subject: subject, roles: [.switcher]))
    }
}

import EventSourcing
import HTTPServer
package import ProjectionRuntime

/// What an operator may ask of a service and tell it to do, under `/v1/operations`.
///
/// Crosses tenants, and names no content of any event.
package struct OperationRoutes: Sendable {
    /// Runs the system; sees no personal data.
    static let roles: Set<Role> = ["operator"]

    let projections: [OperatedProjection]
    let rebuilds: [Rebuild]
    let store: StoreOperations?

    package init(projections: [OperatedProjection], rebuilds: [Rebuild], store: StoreOperations? = nil) {
        self.projections = projections.sorted { $0.name < $1.name }
        self.rebuilds = rebuilds
        self.store = store
    }

    package func add(to routes: inout ServiceRoutes) {
        addParking(to: &routes)
        RebuildRoutes(rebuilds: rebuilds).add(to: &routes)
        store?.add(to: &routes)
        routes.addAcrossTenants(.get, "/v1/operations/projections", roles: Self.roles) { request in
            try request.allowQuery()
            return try .json(
                ["projections": projections.map { ProjectionAnswer($0.name, $0.status()) }],
                headers: ["Cache-Control": "no-store"]
            )
        }
    }

    private func addParking(to routes: inout ServiceRoutes) {
        routes.addAcrossTenants(.get, "/v1/operations/parked", roles: Self.roles) { request in
            try request.allowQuery()
            return try .json(["streams": try await list()], headers: ["Cache-Control": "no-store"])
        }
        routes.addAcrossTenants(.post, "/v1/operations/parked/release", roles: Self.roles) { request in
            let body: ReleaseRequest = try request.body()
            return try .json(try await settle(body.projection, body.source, body.stream) { try await $0.release($1) })
        }
        routes.addAcrossTenants(.post, "/v1/operations/parked/skip", roles: Self.roles) { request in
            let body: SkipRequest = try request.body()
            guard (1...500).contains(body.reason.count) else {
                throw Problem.invalidBody([FieldError("/reason", "length", "must have 1 to 500 characters")])
            }
            let subject = request.principal.subject
            return try .json(
                try await settle(body.projection, body.source, body.stream) {
                    try await $0.skip($1, because: body.reason, by: subject)
                }
            )
        }
    }

    private func list() async throws -> [ParkedStreamAnswer] {
        var answers: [ParkedStreamAnswer] = []
        for projection in projections {
            answers += try await projection.parked.list().map { ParkedStreamAnswer($0, of: projection.name) }
        }
        return answers
    }

    private func settle(
        _ projection: String,
        _ source: String,
        _ stream: String,
        _ act: (ParkedStreams, ParkedStreamID) async throws -> ParkedStreams.Outcome
    ) async throws -> ParkedOutcomeAnswer {
        guard let stream = StreamID(stream) else {
            throw Problem.invalidBody([FieldError("/stream", "stream", "is not <tenant>/<category>-<uuid>")])
        }
        guard let parked = projections.first(where: { $0.name == projection })?.parked else {
            throw Problem.notFound("projection in this service")
        }
        do {
            return ParkedOutcomeAnswer(try await act(parked, ParkedStreamID(source: source, stream: stream)))
        } catch let error as CannotApplyNow {
            throw Problem(
                "cannot-apply-now",
                status: .serviceUnavailable,
                title: "No event is at fault, and still nothing can be applied now",
                detail: "\(error). Nothing was changed.",
                headers: ["Retry-After": "5"]
            )
        }
    }

    private struct ReleaseRequest: Decodable {
        let projection: String
        let source: String
        let stream: String
    }

    private struct SkipRequest: Decodable {
        let projection: String
        let source: String
        let stream: String
        let reason: String
    }
}

import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import HTTPServer
import ServiceRuntime

/// The tree of units (*OPD*).
struct UnitRoutes {
    let desk: EnrolmentDesk

    func add(to routes: inout ServiceRoutes) {
        let keepers = RegisterRoles.keepers
        routes.post("/v1/{tenant}/units", roles: keepers) { try await establish($0) }
        routes.post("/v1/{tenant}/units/{unit}/rename", roles: keepers) { try await rename($0) }
        routes.post("/v1/{tenant}/units/{unit}/move", roles: keepers) { try await move($0) }
        routes.post("/v1/{tenant}/units/{unit}/close", roles: keepers) { try await close($0) }
        routes.get("/v1/{tenant}/units", roles: RegisterRoles.everybody) { try await list($0) }
        routes.get("/v1/{tenant}/units/{unit}", roles: RegisterRoles.everybody) { try await unit($0) }
    }

    private func establish(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: EstablishUnitRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let unit = UnitID(head.context.commandID.uuid)
        let command = UnitCommand.establish(
            EstablishUnit(
                unit: unit,
                name: body.name,
                code: body.code,
                kind: body.kind,
                parent: try await desk.parent(body.parent, of: request.tenant)
            )
        )
        return try await desk.perform(
            head.request(command),
            by: desk.units,
            on: EnrolmentStream.unit(unit, of: request.tenant),
            created: "/v1/\(request.tenant)/units/\(unit)"
        )
    }

    private func rename(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: RenameUnitRequest = try request.body()
        return try await perform(.rename(body.name), request, body)
    }

    private func move(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: MoveUnitRequest = try request.body()
        let parent = try await desk.parent(body.parent, of: request.tenant)
        return try await perform(.move(try request.identifier("unit"), under: parent), request, body)
    }

    /// Whether somebody is still in the unit is asked of the view; name a read token to have one's own last change in.
    private func close(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: CloseUnitRequest = try request.body()
        try await request.waitUntilFresh(desk.view.checkpoints)
        let occupants = try await desk.view.occupants(of: try request.identifier("unit"), tenant: request.tenant)
        return try await perform(
            .close(on: body.closedOn, reason: body.reason, occupants: occupants),
            request,
            body,
            query: "at-least"
        )
    }

    private func perform(
        _ command: UnitCommand,
        _ request: TenantRequest,
        _ body: some HistoricalRequest,
        query: String...
    ) async throws -> HTTPResponse {
        try request.allowQuery(query)
        let head = try request.commandHead().happening(at: request.time(of: body))
        let stream = EnrolmentStream.unit(try request.identifier("unit"), of: request.tenant)
        return try await desk.perform(head.request(command), by: desk.units, on: stream)
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("parent", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...500, fallback: 100)
        let parent: UnitID? = try request.queryIdentifier("parent")
        let after: UnitID? = try request.queryIdentifier("after")
        try await request.waitUntilFresh(desk.view.checkpoints)
        let units = try await desk.view.units(tenant: request.tenant, under: parent, after: after, limit: limit)
        var headers: HTTPHeaders = [:]
        if units.count == limit, let last = units.last { headers["Link"] = request.nextPage(after: "\(last.id)") }
        return try .json(["units": units], headers: headers)
    }

    private func unit(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let id: UnitID = try request.identifier("unit")
        let known = try await desk.units.state(of: EnrolmentStream.unit(id, of: request.tenant))
        guard known.version > 0 else { throw UnitRejection.notEstablished }
        return try .json(UnitAnswer(id, known.state), headers: ["ETag": "\"\(known.version)\""])
    }
}

struct EstablishUnitRequest: HistoricalRequest {
    let name: UnitName
    let code: UnitCode?
    let kind: UnitKind
    let parent: UnitID?
    let occurredAt: Timestamp?
}

struct RenameUnitRequest: HistoricalRequest {
    let name: UnitName
    let occurredAt: Timestamp?
}

struct MoveUnitRequest: HistoricalRequest {
    /// Absent makes the unit a root.
    let parent: UnitID?
    let occurredAt: Timestamp?
}

struct CloseUnitRequest: HistoricalRequest {
    let closedOn: CalendarDate
    let reason: Explanation
    let occurredAt: Timestamp?
}

private struct UnitAnswer: Encodable {
    let id: UnitID
    let name: String
    let code: String?
    let kind: UnitKind?
    let parent: UnitID?
    let isOpen: Bool

    init(_ id: UnitID, _ unit: OrganisationUnit) {
        self.id = id
        name = unit.name
        code = unit.code
        kind = unit.kind
        parent = unit.parent
        isOpen = unit.phase == .open
    }
}

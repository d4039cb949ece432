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
        let keepers: Set<Role> = .of(CivilServiceRole.personnelOffice, .recordsImporter)
        routes.post("/v1/{tenant}/units", roles: keepers) { try await establish($0) }
    }

    private func establish(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: EstablishUnitRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let unit = UnitID(head.context.commandID.uuid)
        _ = unit
        throw Problem.tenantNotYours
    }
}

struct EstablishUnitRequest: HistoricalRequest {
    let name: UnitName
    let code: UnitCode?
    let kind: UnitKind
    let parent: UnitID?
    let occurredAt: Timestamp?
}

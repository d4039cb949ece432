import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

/// The workforce register: who is employed, where, as what, under whom.
struct CivilServantRoutes {
    let desk: EnrolmentDesk

    func add(to routes: inout ServiceRoutes) {
        let keepers = RegisterRoles.keepers
        let people = "/v1/{tenant}/civil-servants"
        let person = "\(people)/{civilServant}"
        routes.post(people, roles: keepers) { try await hire($0) }
        routes.post("\(person)/move", roles: keepers) { try await move($0) }
        routes.post("\(person)/promote", roles: keepers) { try await promote($0) }
        routes.post("\(person)/change-superior", roles: keepers) { try await changeSuperior($0) }
        routes.post("\(person)/correct", roles: keepers) { try await correct($0) }
        routes.post("\(person)/leave", roles: keepers) { try await leave($0) }
        routes.post("\(person)/erase", roles: .of(CivilServiceRole.personnelOffice)) { try await erase($0) }
        routes.post("\(people)/lookup", roles: keepers) { try await lookup($0) }
        routes.get(person, roles: RegisterRoles.everybody) { try await show($0) }
    }

    /// The person's id is the command's, and so is the id that the personal values are sealed for.
    private func hire(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: HireRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let (tenant, number) = (request.tenant, body.number.number)
        let person = CivilServantID(head.context.commandID.uuid)
        let stream = EnrolmentStream.civilServant(person, of: tenant)
        let claim = desk.claim(of: number.digits, tenant: tenant)
        // Before a key is made that nobody would ever use; the store has the last word.
        let holder = try await desk.store.holder(of: claim, tenant: tenant)
        guard holder == nil || holder == stream else { throw Problem.numberTaken }
        let sealed = PersonalData(
            body.texts,
            sealed: try await desk.vault.seal(body.texts.present, for: person, tenant: tenant)
        )
        guard let sealedNumber = sealed.number, let name = sealed.name else { throw Problem.unavailable() }
        let command = HireCivilServant(
            civilServant: person,
            number: sealedNumber,
            name: name,
            contact: sealed.contact,
            employment: Employment(kind: number.kind, startedOn: body.startedOn),
            rank: body.rank,
            assignment: try await desk.assignment(
                unit: body.unit,
                post: Post(title: body.postTitle, level: body.postLevel),
                superior: body.superior,
                of: tenant
            )
        )
        let location = "/v1/\(tenant)/civil-servants/\(person)"
        return try await perform(head.request(.hire(command), claims: [claim]), on: stream, created: location)
    }

    private func move(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: MoveRequest = try request.body()
        let assignment = try await desk.assignment(
            unit: body.unit,
            post: Post(title: body.postTitle, level: body.postLevel),
            superior: body.superior,
            of: request.tenant
        )
        return try await perform(request, body) { .move($0, to: assignment, on: body.effectiveOn) }
    }

    private func promote(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: PromoteRequest = try request.body()
        let post = Post(title: body.postTitle, level: body.postLevel)
        return try await perform(request, body) { _ in .promote(to: body.rank, post: post, on: body.effectiveOn) }
    }

    private func changeSuperior(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ChangeSuperiorRequest = try request.body()
        let superior = try await desk.superior(body.superior, of: request.tenant)
        return try await perform(request, body) { .changeSuperior(of: $0, to: superior, on: body.effectiveOn) }
    }

    private func leave(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: LeaveRequest = try request.body()
        return try await perform(request, body) { _ in .leave(body.reason, on: body.leftOn) }
    }

    private func lookup(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: LookupRequest = try request.body()
        let claim = desk.claim(of: body.number.number.digits, tenant: request.tenant)
        guard let holder = try await desk.store.holder(of: claim, tenant: request.tenant) else {
            throw CivilServantRejection.notRegistered
        }
        return try .json(["id": CivilServantID(holder.id)], headers: ["Cache-Control": "no-store"])
    }

    /// A command that needs nothing opened or sealed.
    private func perform(
        _ request: TenantRequest,
        _ body: some HistoricalRequest,
        _ command: (CivilServantID) -> CivilServantCommand
    ) async throws -> HTTPResponse {
        try request.allowQuery()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let person: CivilServantID = try request.identifier("civilServant")
        let stream = EnrolmentStream.civilServant(person, of: request.tenant)
        return try await perform(head.request(command(person)), on: stream)
    }

    func perform(
        _ command: CommandRequest<CivilServantCommand>,
        on stream: StreamID,
        created location: String? = nil
    ) async throws -> HTTPResponse {
        do {
            return try await desk.perform(command, by: desk.civilServants, on: stream, created: location)
        } catch CommandFailure<CivilServantRejection>.claimed {
            throw Problem.numberTaken
        }
    }
}

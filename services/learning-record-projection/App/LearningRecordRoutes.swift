import CivilServiceKernel
import EventSourcing
import HTTPServer
import LearningRecordProjection
import ProjectionRuntime
import ServiceRuntime

/// The questions that people ask of learning records.
///
/// Reading only: nothing here changes anything.
struct LearningRecordRoutes {
    /// Who may read everybody's record.
    static let readers: Set<Role> = .of(CivilServiceRole.personnelOffice, .trainingOrganiser, .auditor)
    /// Who may read some: oneself, or those whose superior one is.
    static let everybody = readers.union(Set.of(CivilServiceRole.civilServant, .superior))

    let queries: LearningRecordQueries
    /// How far the read model is, for who waits for a command's effect.
    let checkpoints: CheckpointWatch
    let vault: any PersonalDataVault
    let tenants: TenantProfiles

    func add(to routes: inout ServiceRoutes) {
        routes.get("/v1/{tenant}/learning-records", roles: Self.readers) { try await list($0) }
        routes.get("/v1/{tenant}/learning-records/totals", roles: Self.readers) { try await totals($0) }
        routes.get("/v1/{tenant}/learning-records/{civilServant}", roles: Self.everybody) { try await record($0) }
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("unit", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...200, fallback: 50)
        let unit: UnitID? = try request.queryIdentifier("unit")
        let after: CivilServantID? = try request.queryIdentifier("after")
        try await request.waitUntilFresh(checkpoints)
        let people = try await queries.people(tenant: request.tenant, unit: unit, after: after, limit: limit)
        let mayOpen = request.principal.roles.contains(Role(CivilServiceRole.personnelOffice))
        let opened = try await OpenedFields(
            people.flatMap { [("number", $0.number), ("name", $0.name)] },
            with: mayOpen ? vault : nil,
            tenant: request.tenant
        )
        var headers: HTTPHeaders = [:]
        if people.count == limit, let last = people.last {
            headers["Link"] = request.nextPage(after: last.id.description)
        }
        return try .json(["people": people.map { PersonAnswer($0, opened) }], headers: headers)
    }

    private func totals(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("at-least")
        try await request.waitUntilFresh(checkpoints)
        return try .json(try await queries.totals(tenant: request.tenant))
    }

    private func record(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("at-least")
        let civilServant: CivilServantID = try request.identifier("civilServant")
        try await request.waitUntilFresh(checkpoints)
        guard let record = try await queries.record(of: civilServant, tenant: request.tenant),
            mayRead(record.person, request.principal)
        else { throw Problem.noSuchRecord }
        let opened = try await OpenedFields(
            [("number", record.person.number), ("name", record.person.name)] + record.hours.map { ("title", $0.title) },
            with: mayOpen(record.person, request.principal) ? vault : nil,
            tenant: request.tenant
        )
        let profile = tenants.profile(of: request.tenant)
        let answer = LearningRecordAnswer(
            record,
            opened,
            showsNotices: mayBeTold(record.person, request.principal),
            by: profile,
            at: request.receivedAt
        )
        return try .json(answer)
    }

    /// A record that one may not read looks like one that does not exist.
    private func mayRead(_ person: LearningRecordPerson, _ principal: Principal) -> Bool {
        !principal.roles.isDisjoint(with: Self.readers) || isOwnOrSubordinate(person, principal)
    }

    private func mayOpen(_ person: LearningRecordPerson, _ principal: Principal) -> Bool {
        principal.roles.contains(Role(CivilServiceRole.personnelOffice)) || isOwnOrSubordinate(person, principal)
    }

    /// What a person is told is for that person; the personnel office has to be able to say what was told.
    private func mayBeTold(_ person: LearningRecordPerson, _ principal: Principal) -> Bool {
        principal.roles.contains(Role(CivilServiceRole.personnelOffice))
            || CivilServantID(principal.subject) == person.id
    }

    private func isOwnOrSubordinate(_ person: LearningRecordPerson, _ principal: Principal) -> Bool {
        let subject = CivilServantID(principal.subject)
        guard let subject else { return false }
        return person.id == subject
            || principal.roles.contains(Role(CivilServiceRole.superior)) && person.superior == subject
    }
}

extension Problem {
    fileprivate static var noSuchRecord: Problem {
        Problem(
            "no-such-learning-record",
            status: .notFound,
            title: "There is no such learning record",
            detail: "This tenant has no learning record of that civil servant that you may read."
        )
    }
}

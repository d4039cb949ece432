import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

/// The objection desk (*keberatan*): filing, hearing both sides, another reviewer, decision, recalculation.
///
/// Whoever has nothing to do with an objection gets the same 404 as for one that is not there.
struct ObjectionRoutes {
    /// Whose objections a list shows.
    enum Scope: String, CaseIterable, Sendable { case mine, review, all }

    let desk: AssessmentDesk
    private let decisions: ContestedDecisions

    init(desk: AssessmentDesk) {
        self.desk = desk
        decisions = ContestedDecisions(desk: desk)
    }

    func add(to routes: inout ServiceRoutes) {
        let objections = "/v1/{tenant}/objections"
        let objection = "\(objections)/{objection}"
        let (organisers, reviewers) = (AssessmentRoles.organisers, AssessmentRoles.reviewers)
        let parties = AssessmentRoles.objectionParties
        routes.post(objections, roles: AssessmentRoles.candidates) { try await file($0) }
        routes.get(objections, roles: AssessmentRoles.objectionReaders) { try await list($0) }
        routes.get(objection, roles: parties.union(AssessmentRoles.objectionReaders)) { try await show($0) }
        routes.post("\(objection)/reviewer", roles: organisers) { try await assignReviewer($0) }
        routes.post("\(objection)/recuse", roles: reviewers) { try await recuse($0) }
        routes.post("\(objection)/statements", roles: parties) { try await hear($0) }
        routes.post("\(objection)/missed", roles: organisers.union(reviewers)) { try await noteMissed($0) }
        routes.post("\(objection)/decide", roles: reviewers) { try await decide($0) }
        routes.post("\(objection)/recalculate", roles: reviewers) { try await recalculate($0) }
        routes.post("\(objection)/withdraw", roles: AssessmentRoles.candidates) { try await withdraw($0) }
    }

    private func file(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: FileObjectionRequest = try request.body()
        let head = try request.commandHead()
        let person = try request.sender()
        let tenant = request.tenant
        let found = try await decisions.decision(body.kind, body.decision, question: body.question, tenant: tenant)
        guard let contested = found, contested.concerns == person else { throw Problem.notFound("decision") }
        let profile = desk.profile(of: tenant)
        let rule = profile.objectionRule(for: body.kind.rawValue, toldAt: contested.announcedAt)
        let id = ObjectionID(head.context.commandID.uuid)
        let command = FileObjection(
            contested: contested,
            objector: person,
            grounds: try await desk.seal(body.grounds, as: SealedName.grounds, for: person, of: tenant),
            rule: rule,
            calendar: profile.calendar,
            at: head.at
        )
        let claim = UniqueClaim.objection(
            against: contested.decision,
            question: contested.question,
            by: person,
            until: contested.lastFilingDay ?? rule.day(after: contested.announcedAt, rule.filing, in: profile.calendar)
        )
        return try await desk.perform(
            head.request(.file(command), claims: [claim]),
            by: desk.objections,
            on: AssessmentStream.objection(id, of: tenant),
            created: "/v1/\(tenant)/objections/\(id)"
        )
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("scope", "status", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...500, fallback: 100)
        let after: ObjectionID? = try request.queryIdentifier("after")
        let filter = try self.filter(request)
        try await request.waitUntilFresh(desk.view.checkpoints)
        let rows = try await desk.view.objections(tenant: request.tenant, filter, after: after, limit: limit)
        var headers: HTTPHeaders = ["Cache-Control": "no-store"]
        if rows.count == limit, let last = rows.last { headers["Link"] = request.nextPage(after: "\(last.id)") }
        return try .json(["objections": rows], headers: headers)
    }

    /// The widest scope that the sender's roles allow, unless a narrower one is asked for.
    private func filter(_ request: TenantRequest) throws -> ObjectionFilter {
        var allowed: [Scope] = []
        if request.hasRole(.examOrganiser) { allowed.append(.all) }
        if request.hasRole(.objectionReviewer) { allowed.append(.review) }
        if request.hasRole(.civilServant) { allowed.append(.mine) }
        let asked: Scope? = try request.word("scope")
        guard let scope = asked ?? allowed.first, allowed.contains(scope) else {
            throw Problem.roleMissing(AssessmentRoles.objectionReaders)
        }
        var filter = ObjectionFilter(status: try request.word("status"))
        switch scope {
        case .all: break
        case .review: filter.reviewer = try request.sender()
        case .mine: filter.objector = try request.sender()
        }
        return filter
    }

    private func show(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let id: ObjectionID = try request.identifier("objection")
        let known = try await desk.objections.state(of: AssessmentStream.objection(id, of: request.tenant))
        let mayRead = known.state.concerns(try request.sender())
        guard mayRead || request.hasRole(.examOrganiser) else { throw Problem.notFound("objection") }
        let texts =
            mayRead ? try await ObjectionTexts(known.state, vault: desk.vault, tenant: request.tenant) : .none
        guard let answer = ObjectionAnswer(id, known.state, texts) else { throw Problem.notFound("objection") }
        return try .json(answer, headers: ["ETag": "\"\(known.version)\"", "Cache-Control": "no-store"])
    }
}

extension Objection {
    /// Whether a person is one of its sides or its reviewer.
    func concerns(_ person: CivilServantID) -> Bool { isSide(person) || reviewer == person }

    /// Whether a person contests, or decided what is contested.
    func isSide(_ person: CivilServantID) -> Bool {
        guard let filing else { return false }
        return filing.objector == person || filing.deciders.contains(person)
    }
}

extension UniqueClaim {
    /// A decision is contested once by a person, unless it changes or the person withdraws: a final decision is final.
    static func objection(
        against decision: ContestedDecisionID,
        question: QuestionID?,
        by person: CivilServantID,
        until lastDay: CalendarDate
    ) -> UniqueClaim {
        let parts = ["\(decision)", question.map { "\($0)" } ?? "", "\(person)", "\(lastDay)"]
        return UniqueClaim(kind: "objection", digest: Digest.blake2b(Array(parts.joined(separator: "/").utf8)))
    }
}

extension AssessmentDesk {
    /// Seals what is said about a person.
    func seal(_ text: Explanation, as name: String, for person: CivilServantID, of tenant: TenantID)
        async throws -> SealedField
    {
        try await vault.seal([(field: name, value: text.text)], for: person, tenant: tenant)[0]
    }
}

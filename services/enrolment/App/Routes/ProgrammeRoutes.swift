import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import HTTPServer
import ServiceRuntime

/// The catalogue of development programmes.
struct ProgrammeRoutes {
    let desk: EnrolmentDesk

    func add(to routes: inout ServiceRoutes) {
        let organisers = RegisterRoles.organisers
        let programmes = "/v1/{tenant}/programmes"
        let programme = "\(programmes)/{programme}"
        routes.post(programmes, roles: organisers) { try await publish($0) }
        routes.post("\(programme)/revise", roles: organisers) { try await revise($0) }
        routes.post("\(programme)/retire", roles: organisers) { try await retire($0) }
        routes.get(programmes, roles: RegisterRoles.everybody) { try await list($0) }
        routes.get(programme, roles: RegisterRoles.everybody) { try await show($0) }
    }

    private func publish(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: PublishProgrammeRequest = try request.body()
        let content = try body.content.checked()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let programme = ProgrammeID(head.context.commandID.uuid)
        return try await desk.perform(
            head.request(.publish(code: body.code, content)),
            by: desk.programmes,
            on: EnrolmentStream.programme(programme, of: request.tenant),
            created: "/v1/\(request.tenant)/programmes/\(programme)"
        )
    }

    private func revise(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ReviseProgrammeRequest = try request.body()
        return try await perform(.revise(try body.content.checked(), reason: body.reason), request, body)
    }

    private func retire(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: RetireProgrammeRequest = try request.body()
        return try await perform(.retire(on: body.retiredOn, reason: body.reason), request, body)
    }

    private func perform(_ command: ProgrammeCommand, _ request: TenantRequest, _ body: some HistoricalRequest)
        async throws -> HTTPResponse
    {
        try request.allowQuery()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let stream = EnrolmentStream.programme(try request.identifier("programme"), of: request.tenant)
        return try await desk.perform(head.request(command), by: desk.programmes, on: stream)
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("form", "group", "topic", "retired", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...500, fallback: 100)
        let after: ProgrammeID? = try request.queryIdentifier("after")
        let form: DevelopmentForm? = try request.word("form")
        let group: CompetenceGroup? = try request.word("group")
        let withRetired = try request.flag("retired")
        try await request.waitUntilFresh(desk.view.checkpoints)
        let programmes = try await desk.view.programmes(
            tenant: request.tenant,
            form: form,
            group: group,
            topic: request.http.query["topic"],
            withRetired: withRetired,
            after: after,
            limit: limit
        )
        var headers: HTTPHeaders = [:]
        if programmes.count == limit, let last = programmes.last {
            headers["Link"] = request.nextPage(after: "\(last.id)")
        }
        return try .json(["programmes": programmes], headers: headers)
    }

    private func show(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let id: ProgrammeID = try request.identifier("programme")
        let known = try await desk.programmes.state(of: EnrolmentStream.programme(id, of: request.tenant))
        guard let answer = ProgrammeAnswer(id, known.state) else { throw ProgrammeRejection.notPublished }
        return try .json(answer, headers: ["ETag": "\"\(known.version)\""])
    }
}

/// A programme's newest version in full.
private struct ProgrammeAnswer: Encodable {
    let id: ProgrammeID
    let revision: Int
    let code: String
    let title: String
    let form: DevelopmentForm
    let formName: String
    let competenceGroup: CompetenceGroup
    let learningHours: Int
    let benefit: String
    let topics: [String]
    let currentUntil: CalendarDate?
    let minimumAttendancePercent: Int
    let practiceTaskRequired: Bool
    let examRequired: Bool
    let modules: [CurriculumModule]
    let outcomes: [LearningOutcome]
    let isOffered: Bool

    init?(_ id: ProgrammeID, _ programme: Programme) {
        guard let content = programme.content else { return nil }
        self.id = id
        revision = programme.revision
        code = programme.code
        title = content.title
        form = content.form
        formName = content.form.name
        competenceGroup = content.competenceGroup
        learningHours = content.learningHours
        benefit = content.benefit
        topics = content.topics
        currentUntil = content.currentUntil
        minimumAttendancePercent = content.minimumAttendancePercent
        practiceTaskRequired = content.practiceTaskRequired
        examRequired = content.examRequired
        modules = content.modules
        outcomes = content.outcomes
        isOffered = programme.phase == .offered
    }
}

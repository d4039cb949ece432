import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

/// Exams (*ujian*): scheduling, changing and releasing by the organiser, reading by everybody of the tenant.
struct ExamRoutes {
    static let watchers: Set<Role> = AssessmentRoles.supervisors.union(
        Set.of(CivilServiceRole.recordsImporter, .auditor)
    )

    let desk: AssessmentDesk

    func add(to routes: inout ServiceRoutes) {
        let exam = "/v1/{tenant}/exams/{exam}"
        let organisers = AssessmentRoles.organisers
        routes.post("/v1/{tenant}/exams", roles: organisers) { try await schedule($0) }
        routes.get("/v1/{tenant}/exams", roles: AssessmentRoles.everybody) { try await list($0) }
        routes.get(exam, roles: AssessmentRoles.everybody) { try await read($0) }
        routes.get("\(exam)/attempts", roles: Self.watchers) { try await listAttempts($0) }
        routes.post("\(exam)/reschedule", roles: organisers) { request in
            let body: RescheduleExamRequest = try request.body()
            return try await change(request, at: request.time(of: body)) { _ in
                .reschedule(body.times, reason: body.reason)
            }
        }
        routes.post("\(exam)/cancel", roles: organisers) { request in
            let body: CancelExamRequest = try request.body()
            return try await change(request, at: request.time(of: body)) { _ in .cancel(reason: body.reason) }
        }
        routes.post("\(exam)/extra-time", roles: organisers) { try await arrangeExtraTime($0) }
        routes.post("\(exam)/incidents", roles: organisers) { try await declareIncident($0) }
        routes.post("\(exam)/repair-key", roles: organisers) { try await repairKey($0) }
        routes.post("\(exam)/release", roles: organisers) { try await release($0) }
        routes.post("\(exam)/results", roles: .of(CivilServiceRole.recordsImporter)) { try await recordResult($0) }
    }

    private func schedule(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ScheduleExamRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let pool = try await pool(body.questions ?? [], of: request.tenant)
        let exam = ExamID(head.context.commandID.uuid)
        var isBatchCancelled = false
        if let batch = body.batch {
            isBatchCancelled = try await desk.gone.cancellation(of: batch, tenant: request.tenant) != nil
        }
        return try await desk.perform(
            head.request(body.command(pool, isBatchCancelled: isBatchCancelled)),
            by: desk.exams,
            on: AssessmentStream.exam(exam, of: request.tenant),
            created: "/v1/\(request.tenant)/exams/\(exam)"
        )
    }

    private func pool(_ questions: [ScheduleExamRequest.Question], of tenant: TenantID) async throws -> [PoolQuestion] {
        guard questions.count <= 1_000 else { throw ExamRejection.poolOutOfRange }
        var pool: [PoolQuestion] = []
        for (index, entry) in questions.enumerated() {
            let state = try await desk.questions.state(of: AssessmentStream.question(entry.question, of: tenant)).state
            guard state.phase != .unknown else {
                let detail = "names no question of this tenant"
                throw Problem.invalidBody([FieldError("/questions/\(index)/question", "unknown", detail)])
            }
            guard let question = PoolQuestion(entry.question, of: state, pointsHundredths: entry.pointsHundredths)
            else { throw ExamRejection.questionRetired(entry.question) }
            pool.append(question)
        }
        return pool
    }

    /// One command on the exam in the path.
    func change(
        _ request: TenantRequest,
        at time: Timestamp? = nil,
        _ command: (CommandHead) throws -> ExamCommand
    ) async throws -> HTTPResponse {
        var head = try request.commandHead()
        if let time { head = head.happening(at: time) }
        return try await desk.perform(head.request(command(head)), by: desk.exams, on: try request.examStream())
    }

    private func read(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let found = try await desk.exam(of: request)
        let isInside = !request.principal.roles.isDisjoint(with: Self.watchers)
        var own: [OwnAttempt]?
        if request.hasRole(.civilServant), let person = CivilServantID(request.principal.subject) {
            own = try await desk.attempts(
                of: person,
                at: found.id,
                allowed: found.rules.attemptsAllowed,
                of: request.tenant
            ).map { OwnAttempt($0.id, $0.state) }
        }
        let answer = ExamAnswer(
            found,
            organisersView: isInside,
            person: CivilServantID(request.principal.subject),
            attempts: own
        )
        return try .json(answer, headers: ["ETag": "\"\(found.version)\"", "Cache-Control": "no-store"])
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("batch", "programme", "status", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...200, fallback: 50)
        let filter = try ExamFilter(request)
        try await request.waitUntilFresh(desk.view.checkpoints)
        let exams = try await desk.view.exams(of: request.tenant, filter, limit: limit)
        var headers: HTTPHeaders = ["Cache-Control": "no-store"]
        if exams.count == limit, let last = exams.last {
            headers["Link"] = request.nextPage(after: ExamCursor(last).description)
        }
        return try .json(["exams": exams], headers: headers)
    }

    /// Marks are for those who answer for the exam; who keeps order in the room sees them when everybody may.
    private func listAttempts(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...1_000, fallback: 200)
        let after: AttemptID? = try request.queryIdentifier("after")
        let exam = try await desk.exam(of: request)
        try await request.waitUntilFresh(desk.view.checkpoints)
        let rows = try await desk.view.attempts(at: exam.id, tenant: request.tenant, after: after, limit: limit)
        let maySeeMarks = request.hasRole(.examOrganiser, .recordsImporter, .auditor)
        var headers: HTTPHeaders = ["Cache-Control": "no-store"]
        if rows.count == limit, let last = rows.last { headers["Link"] = request.nextPage(after: "\(last.id)") }
        return try .json(["attempts": rows.map { maySeeMarks ? $0 : $0.forSupervisor }], headers: headers)
    }
}

extension TenantRequest {
    /// The stream of the exam in the path.
    func examStream() throws(Problem) -> StreamID {
        let exam: ExamID = try identifier("exam")
        return AssessmentStream.exam(exam, of: tenant)
    }
}

/// An exam that was scheduled, as of one version of its stream.
struct ScheduledExam {
    let id: ExamID
    let state: Exam
    let rules: ExamScheduled
    let times: ExamTimes
    let version: Int64
}

extension AssessmentDesk {
    /// The exam in the request's path.
    ///
    /// - Throws: 404 when there is none.
    func exam(of request: TenantRequest) async throws -> ScheduledExam {
        let stream = try request.examStream()
        let found = try await exams.state(of: stream)
        guard let rules = found.state.rules, let times = found.state.times else { throw Problem.notFound("exam") }
        return ScheduledExam(
            id: ExamID(stream.id),
            state: found.state,
            rules: rules,
            times: times,
            version: found.version
        )
    }
}

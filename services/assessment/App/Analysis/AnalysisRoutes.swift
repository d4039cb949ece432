import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import PostgresClient
import ServiceRuntime

/// Item analysis and reliability of an exam, computed from its attempts when it is asked for.
struct AnalysisRoutes {
    /// Attempts that are read at once.
    private static let together = 100

    let desk: AssessmentDesk
    /// Of its own, so that reading a whole exam does not drive attempts that are being sat out of memory.
    private let attempts: CommandHandler<AttemptDecider>

    init(desk: AssessmentDesk) {
        self.desk = desk
        attempts = CommandHandler(store: desk.store, cachedStates: Self.together)
    }

    func add(to routes: inout ServiceRoutes) {
        routes.get("/v1/{tenant}/exams/{exam}/analysis", roles: AssessmentRoles.analysts) { try await show($0) }
    }

    private func show(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("at-least")
        let id: ExamID = try request.identifier("exam")
        let exam = try await desk.exams.state(of: AssessmentStream.exam(id, of: request.tenant)).state
        guard let rules = exam.rules, let times = exam.times else { throw ExamRejection.notScheduled }
        guard exam.phase != .cancelled else { throw ExamRejection.cancelled }
        guard rules.mode != .external else { throw ExamRejection.external }
        guard times.closesAt < request.receivedAt else { throw Problem.examStillOpen }
        try await request.waitUntilFresh(desk.view.checkpoints)
        let responses = try await responses(id, rules, request)
        let right = exam.mayShowKeys ? try await right(responses, exam, request.tenant) : [:]
        let answer = ExamAnalysisAnswer(id, responses, right: right)
        return try .json(answer, headers: ["Cache-Control": "no-store"])
    }

    private func responses(_ exam: ExamID, _ rules: ExamScheduled, _ request: TenantRequest) async throws
        -> ExamResponses
    {
        var responses = ExamResponses(pool: rules.pool)
        var after: AttemptID?
        while true {
            let page = try await desk.view.overAttempts(
                of: exam,
                tenant: request.tenant,
                after: after,
                limit: Self.together
            )
            for attempt in try await states(page, request.tenant) { responses.take(attempt) }
            guard !responses.isTooLarge else { throw Problem.tooManyResponses }
            guard page.count == Self.together, let last = page.last else { return responses }
            after = last
        }
    }

    /// In the order of `ids`, so that the same exam gives the same figures to the last digit.
    private func states(_ ids: [AttemptID], _ tenant: TenantID) async throws -> [Attempt] {
        try await withThrowingTaskGroup(of: (Int, Attempt).self) { group in
            for (index, id) in ids.enumerated() {
                group.addTask {
                    (index, try await attempts.state(of: AssessmentStream.attempt(id, of: tenant)).state)
                }
            }
            let states = try await group.reduce(into: [(Int, Attempt)]()) { $0.append($1) }
            return states.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The options that earn something, by the keys in force.
    private func right(_ responses: ExamResponses, _ exam: Exam, _ tenant: TenantID) async throws
        -> [QuestionID: Set<String>]
    {
        var right: [QuestionID: Set<String>] = [:]
        for column in responses.columns where column.kind.hasChoices {
            let stream = AssessmentStream.question(column.question, of: tenant)
            let kept = try await desk.questions.state(of: stream).state.revision(column.revision)?.key
            guard let sealed = exam.repair(of: column.question)?.key ?? kept else { continue }
            let key = try await desk.vault.openKeys([sealed], tenant: tenant)[0]
            right[column.question] = Set((key?.credits ?? []).filter { $0.millionths > 0 }.map(\.option))
        }
        return right
    }
}

extension AssessmentViewQueries {
    /// Attempts of an exam that were handed in or whose time was up, in the order of their ids.
    fileprivate func overAttempts(of exam: ExamID, tenant: TenantID, after: AttemptID?, limit: Int) async throws
        -> [AttemptID]
    {
        try await client.query(
            """
            select attempt_id from \(raw: schema).attempts
            where tenant = \(tenant.name) and exam_id = \(exam.uuid) and status in ('submitted', 'closed')
                and (\(after?.uuid)::uuid is null or attempt_id > \(after?.uuid))
            order by attempt_id limit \(Int32(limit))
            """
        ).map { AttemptID(try $0.decode(UUID.self, at: 0)) }
    }
}

extension Problem {
    fileprivate static var examStillOpen: Problem {
        Problem(
            "exam-still-open",
            status: .conflict,
            title: "Ujian ini belum ditutup.",
            detail: "The exam has not closed yet; its analysis would show what is being answered."
        )
    }

    fileprivate static var tooManyResponses: Problem {
        Problem(
            "too-many-responses",
            status: .unprocessableContent,
            title: "Ujian ini terlalu besar untuk dianalisis sekaligus.",
            detail: "The exam has more than \(ExamResponses.maximumCells) marks, which is more than is held in memory."
        )
    }
}

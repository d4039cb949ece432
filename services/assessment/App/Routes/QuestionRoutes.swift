import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

/// The question bank, for those who write questions and draw exams from them.
struct QuestionRoutes {
    let desk: AssessmentDesk

    func add(to routes: inout ServiceRoutes) {
        let authors = AssessmentRoles.authors
        let readers = authors.union(AssessmentRoles.organisers)
        let questions = "/v1/{tenant}/questions"
        let question = "\(questions)/{question}"
        routes.post(questions, roles: authors) { try await add($0) }
        routes.post("\(question)/revise", roles: authors) { try await revise($0) }
        routes.post("\(question)/retire", roles: authors) { try await retire($0) }
        routes.get(questions, roles: readers) { try await list($0) }
        routes.get(question, roles: readers) { try await show($0) }
    }

    private func add(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: AddQuestionRequest = try request.body()
        let draft = try body.draft()
        let head = try request.commandHead()
        let question = QuestionID(head.context.commandID.uuid)
        // Before anything is sealed: what is refused leaves no key behind.
        try QuestionRules.check(draft.content, draft.key)
        let sealed = try await desk.vault.seal(draft.key, of: question, tenant: request.tenant)
        return try await desk.perform(
            head.request(.add(QuestionProposal(content: draft.content, key: draft.key, sealedKey: sealed))),
            by: desk.questions,
            on: AssessmentStream.question(question, of: request.tenant),
            created: "/v1/\(request.tenant)/questions/\(question)"
        )
    }

    private func revise(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let question: QuestionID = try request.identifier("question")
        let body: ReviseQuestionRequest = try request.body()
        let draft = try body.draft()
        let head = try request.commandHead()
        let stream = AssessmentStream.question(question, of: request.tenant)
        guard let current = try await desk.questions.state(of: stream).state.current else {
            throw QuestionRejection.notAdded
        }
        try QuestionRules.check(draft.content, draft.key)
        let sealed = try await desk.sealedKey(draft.key, replacing: current.key, of: question, in: request.tenant)
        let proposal = QuestionProposal(content: draft.content, key: draft.key, sealedKey: sealed)
        return try await desk.perform(
            head.request(.revise(proposal, reason: body.reason)),
            by: desk.questions,
            on: stream
        )
    }

    private func retire(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: RetireQuestionRequest = try request.body()
        let stream = AssessmentStream.question(try request.identifier("question"), of: request.tenant)
        let head = try request.commandHead()
        return try await desk.perform(head.request(.retire(reason: body.reason)), by: desk.questions, on: stream)
    }

    private func show(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let id: QuestionID = try request.identifier("question")
        let known = try await desk.questions.state(of: AssessmentStream.question(id, of: request.tenant))
        guard let current = known.state.current else { throw QuestionRejection.notAdded }
        let maySeeKey = !request.principal.roles.isDisjoint(with: AssessmentRoles.authors)
        let key = maySeeKey ? try await desk.vault.openKeys([current.key], tenant: request.tenant)[0] : nil
        let answer = QuestionAnswer(id, known.state, content: current.content, key: key)
        return try .json(answer, headers: ["ETag": "\"\(known.version)\"", "Cache-Control": "no-store"])
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("topic", "kind", "difficulty", "status", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...500, fallback: 100)
        let after: QuestionID? = try request.queryIdentifier("after")
        let filter = QuestionFilter(
            topic: request.http.query["topic"],
            kind: try request.word("kind"),
            difficulty: try request.word("difficulty"),
            status: try request.word("status")
        )
        try await request.waitUntilFresh(desk.view.checkpoints)
        let questions = try await desk.view.questions(
            tenant: request.tenant,
            filter,
            after: after,
            limit: limit
        )
        var headers: HTTPHeaders = [:]
        if questions.count == limit, let last = questions.last {
            headers["Link"] = request.nextPage(after: "\(last.id)")
        }
        return try .json(["questions": questions], headers: headers)
    }
}

extension AssessmentDesk {
    /// The key as it is sealed already when it stays the same, so that a repeated revision is none.
    fileprivate func sealedKey(
        _ key: AnswerKey,
        replacing current: SealedField,
        of question: QuestionID,
        in tenant: TenantID
    ) async throws -> SealedField {
        guard try await vault.openKeys([current], tenant: tenant)[0] != key else { return current }
        return try await vault.seal(key, of: question, tenant: tenant)
    }
}

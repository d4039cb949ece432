import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

/// Marking essays: two people who do not know of each other, and a third when they differ.
struct EssayRoutes {
    let desk: AssessmentDesk

    func add(to routes: inout ServiceRoutes) {
        let (organisers, markers) = (AssessmentRoles.organisers, AssessmentRoles.markers)
        let essays = "/v1/{tenant}/essays"
        let essay = "\(essays)/{essay}"
        routes.get(essays, roles: organisers) { try await list($0) }
        routes.get("\(essays)/mine", roles: markers) { try await listMine($0) }
        routes.get(essay, roles: markers) { try await show($0) }
        routes.post("\(essay)/markers", roles: organisers) { request in
            let body: AssignMarkersRequest = try request.body()
            return try await perform(.assignMarkers(body.first, body.second), request)
        }
        routes.post("\(essay)/replace-marker", roles: organisers) { request in
            let body: ReplaceMarkerRequest = try request.body()
            return try await perform(.replaceMarker(body.replaced, by: body.by, reason: body.reason), request)
        }
        routes.post("\(essay)/reconciler", roles: organisers) { request in
            let body: AssignReconcilerRequest = try request.body()
            return try await perform(.assignReconciler(body.reconciler), request)
        }
        routes.post("\(essay)/marks", roles: markers) { request in
            try await judge(request) { person, criteria, note, _ in
                .giveMark(GiveEssayMark(marker: person, criteria: criteria, note: note))
            }
        }
        routes.post("\(essay)/reconcile", roles: markers) { request in
            try await judge(request) { person, criteria, note, essay in
                // Whether the marks differ is nothing that a marker may try out.
                guard essay.reconciler == person else { throw Problem.notFound("essay") }
                return .reconcile(person, criteria, note: note)
            }
        }
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("exam", "status", "after", "limit", "at-least")
        guard let exam: ExamID = try request.queryIdentifier("exam") else {
            throw Problem.invalidParameter(FieldError("exam", "required", "must name an exam"))
        }
        let limit = try request.integer("limit", in: 1...500, fallback: 100)
        let after: EssayID? = try request.queryIdentifier("after")
        let status: EssayStatus? = try request.word("status")
        try await request.waitUntilFresh(desk.view.checkpoints)
        let essays = try await desk.view.essays(
            tenant: request.tenant,
            exam: exam,
            status: status,
            after: after,
            limit: limit
        )
        return try .json(["essays": essays], headers: page(request, essays.map(\.id), limit))
    }

    private func listMine(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...500, fallback: 100)
        let after: EssayID? = try request.queryIdentifier("after")
        let person = try request.sender()
        try await request.waitUntilFresh(desk.view.checkpoints)
        let essays = try await desk.view.essaysToDo(by: person, tenant: request.tenant, after: after, limit: limit)
        return try .json(["essays": essays], headers: page(request, essays.map(\.id), limit))
    }

    private func page(_ request: TenantRequest, _ ids: [EssayID], _ limit: Int) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Cache-Control": "no-store"]
        if ids.count == limit, let last = ids.last { headers["Link"] = request.nextPage(after: "\(last)") }
        return headers
    }

    private func show(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let id: EssayID = try request.identifier("essay")
        let (essay, sheet) = try await sheet(id, request)
        let stream = AssessmentStream.question(sheet.question, of: request.tenant)
        let question = try await desk.questions.state(of: stream).state
        guard let revision = question.revision(sheet.revision) else { throw Problem.internalError }
        let key = try await desk.vault.openKeys([revision.key], tenant: request.tenant)[0]
        let text = try await text(of: essay, request.tenant)
        let answer = EssayAnswer(id, sheet, content: revision.content, key: key, text: text)
        return try .json(answer, headers: ["Cache-Control": "no-store"])
    }

    /// What the candidate wrote, opened.
    private func text(of essay: Essay, _ tenant: TenantID) async throws -> String? {
        guard let opening = essay.opening else { return nil }
        let stream = AssessmentStream.attempt(opening.attempt, of: tenant)
        let attempt = try await desk.attempts.state(of: stream).state
        guard let sealed = attempt.answers[opening.question]?.answer.text else { return nil }
        return try await desk.vault.open([(field: SealedName.answerText, value: sealed)], tenant: tenant)[0]
    }

    /// The essay, for somebody who marks or reconciles it.
    ///
    /// - Throws: 404 for everybody else, the same as for an essay that is not there.
    private func sheet(_ id: EssayID, _ request: TenantRequest) async throws -> (Essay, EssaySheet) {
        let person = try request.sender()
        let essay = try await desk.essays.state(of: AssessmentStream.essay(id, of: request.tenant)).state
        guard let sheet = essay.sheet(for: person) else { throw Problem.notFound("essay") }
        return (essay, sheet)
    }

    private func judge(
        _ request: TenantRequest,
        _ command: (CivilServantID, [CriterionMark], SealedField?, Essay) throws -> EssayCommand
    ) async throws -> HTTPResponse {
        let body: GiveMarkRequest = try request.body()
        let criteria = try body.checked()
        let (essay, _) = try await sheet(try request.identifier("essay"), request)
        let note = try await sealed(body.note, of: essay, request.tenant)
        return try await perform(command(try request.sender(), criteria, note, essay), request)
    }

    private func sealed(_ note: Explanation?, of essay: Essay, _ tenant: TenantID) async throws -> SealedField? {
        guard let note, let candidate = essay.opening?.candidate else { return nil }
        let values = [(field: SealedName.markingNote, value: note.text)]
        return try await desk.vault.seal(values, for: candidate, tenant: tenant).first
    }

    private func perform(_ command: EssayCommand, _ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let stream = AssessmentStream.essay(try request.identifier("essay"), of: request.tenant)
        return try await desk.perform(try request.commandHead().request(command), by: desk.essays, on: stream)
    }
}

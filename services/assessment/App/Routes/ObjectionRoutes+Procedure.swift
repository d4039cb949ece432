import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

// The steps from filing to a final decision.

extension ObjectionRoutes {
    func assignReviewer(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: AssignReviewerRequest = try request.body()
        return try await perform(.assignReviewer(body.reviewer, at: request.receivedAt), request)
    }

    func recuse(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: RecuseRequest = try request.body()
        let (_, person) = try await objection(request) { $0.reviewer == $1 }
        return try await perform(.recuse(person, reason: body.reason), request)
    }

    func hear(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: StatementRequest = try request.body()
        let (objection, person) = try await objection(request) { $0.isSide($1) }
        let statement = try await seal(body.statement, as: SealedName.statement, of: objection, request)
        return try await perform(.hear(person, statement: statement, at: request.receivedAt), request)
    }

    func noteMissed(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: MissedStatementRequest = try request.body()
        let isOrganiser = !request.principal.roles.isDisjoint(with: AssessmentRoles.organisers)
        _ = try await objection(request) { $0.reviewer == $1 || isOrganiser }
        return try await perform(.noteMissed(body.party, at: request.receivedAt), request)
    }

    func decide(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: DecideObjectionRequest = try request.body()
        let (objection, person) = try await objection(request) { $0.reviewer == $1 }
        let decision = DecideObjection(
            reviewer: person,
            outcome: body.outcome,
            reasons: try await seal(body.reasons, as: SealedName.reasons, of: objection, request),
            needsRecalculation: body.needsRecalculation,
            calendar: desk.profile(of: request.tenant).calendar,
            at: request.receivedAt
        )
        return try await perform(.decide(decision), request)
    }

    func withdraw(_ request: TenantRequest) async throws -> HTTPResponse {
        let _: WithdrawObjectionRequest = try request.body()
        let (objection, person) = try await objection(request) { $0.filing?.objector == $1 }
        // Whoever withdraws may think again, as long as the days last.
        let releases = objection.filing.map { filing in
            UniqueClaim.objection(
                against: filing.decision,
                question: filing.question,
                by: filing.objector,
                until: filing.lastFilingDay
            )
        }
        let command = ObjectionCommand.withdraw(person, at: request.receivedAt)
        return try await perform(command, request, releases: releases.map { [$0] } ?? [])
    }

    /// Changes the marks that the decision is about; the objection learns of it by ``ObjectionPolicy`` and becomes final.
    ///
    /// The attempt remembers the objection, so that a repetition changes nothing.
    func recalculate(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let body: RecalculateRequest = try request.body()
        let points = try body.checked()
        let (objection, _) = try await objection(request) { $0.reviewer == $1 }
        guard let filing = objection.filing, filing.kind == .examResult,
            objection.phase == .decided || objection.recalculation != nil
        else { throw ObjectionRejection.noRecalculationPending }
        let stream = AssessmentStream.attempt(AttemptID(filing.decision.uuid), of: request.tenant)
        guard let exam = try await desk.attempts.state(of: stream).state.start?.exam,
            let rules = try await desk.exams.state(of: AssessmentStream.exam(exam, of: request.tenant)).state.rules
        else { throw Problem.internalError }
        let calendar = desk.profile(of: request.tenant).calendar
        let adjustment = AdjustMarks(
            objection: try request.identifier("objection"),
            points: points,
            at: request.receivedAt,
            objectionsUntil: calendar.dueDate(of: request.receivedAt, workingDays: rules.objectionWorkingDays)
        )
        return try await desk.perform(
            try request.commandHead().request(.adjust(adjustment)),
            by: desk.attempts,
            on: stream
        )
    }

    /// The objection as it is and the sender, when the sender may take part as `mayAct` says.
    ///
    /// - Throws: 404 otherwise, the same as for an objection that is not there.
    private func objection(
        _ request: TenantRequest,
        where mayAct: (Objection, CivilServantID) -> Bool
    ) async throws -> (Objection, CivilServantID) {
        let person = try request.sender()
        let stream = AssessmentStream.objection(try request.identifier("objection"), of: request.tenant)
        let objection = try await desk.objections.state(of: stream).state
        guard objection.filing != nil, mayAct(objection, person) else { throw Problem.notFound("objection") }
        return (objection, person)
    }

    /// Seals what is said in a procedure, for the objector.
    private func seal(_ text: Explanation, as name: String, of objection: Objection, _ request: TenantRequest)
        async throws -> SealedField
    {
        guard let objector = objection.filing?.objector else { throw ObjectionRejection.notFiled }
        return try await desk.seal(text, as: name, for: objector, of: request.tenant)
    }

    private func perform(_ command: ObjectionCommand, _ request: TenantRequest, releases: [UniqueClaim] = [])
        async throws -> HTTPResponse
    {
        try request.allowQuery()
        let stream = AssessmentStream.objection(try request.identifier("objection"), of: request.tenant)
        return try await desk.perform(
            try request.commandHead().request(command, releases: releases),
            by: desk.objections,
            on: stream
        )
    }
}

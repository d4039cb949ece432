import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

// What organisers do to an exam beyond its schedule.

extension ExamRoutes {
    func arrangeExtraTime(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ExtraTimeRequest = try request.body()
        let basis = try await sealed(body.basis, about: body.civilServant, of: request.tenant)
        return try await change(request) { _ in
            .arrangeExtraTime(body.civilServant, percent: body.percent, basis: basis)
        }
    }

    /// Sealing makes the person's key, so it is done for people of the register only.
    private func sealed(_ basis: Explanation?, about person: CivilServantID, of tenant: TenantID)
        async throws -> SealedField?
    {
        guard let basis else { return nil }
        guard try await desk.seats.serves(person, tenant: tenant) else {
            let detail = "names nobody who serves in this tenant"
            throw Problem.invalidBody([FieldError("/civilServant", "unknown", detail)])
        }
        let values = [(field: SealedName.accommodationBasis, value: basis.text)]
        return try await desk.vault.seal(values, for: person, tenant: tenant).first
    }

    func declareIncident(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: IncidentRequest = try request.body()
        return try await change(request) { head in
            .declareIncident(
                DeclareIncident(
                    incident: IncidentID(head.context.commandID.uuid),
                    from: body.from,
                    until: body.until,
                    candidates: body.candidates ?? [],
                    reason: body.reason
                ),
                at: head.at
            )
        }
    }

    func repairKey(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: RepairKeyRequest = try request.body()
        let person = try request.sender()
        // Only what this exam asks may be sealed or looked up for it.
        let exam = try await desk.exam(of: request)
        let isAsked = exam.rules.pool.contains { $0.question == body.question && $0.revision == body.revision }
        guard isAsked else { throw ExamRejection.notInPool(body.question) }
        var proposal: QuestionProposal?
        if let key = body.key?.key {
            proposal = QuestionProposal(
                content: try await desk.revision(body.revision, of: body.question, request.tenant).content,
                key: key,
                sealedKey: try await desk.vault.seal(key, of: body.question, tenant: request.tenant)
            )
        }
        return try await change(request) { head in
            .repairKey(
                RepairKey(
                    repair: KeyRepairID(head.context.commandID.uuid),
                    question: body.question,
                    revision: body.revision,
                    treatment: body.treatment,
                    proposal: proposal,
                    decidedBy: person,
                    reason: body.reason
                )
            )
        }
    }

    /// Released keys would help whoever still writes, with extra time or after a pause.
    func release(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ReleaseResultsRequest = try request.body()
        let at = try request.time(of: body)
        let exam = try await desk.exam(of: request)
        if exam.state.phase == .scheduled, request.receivedAt >= exam.times.closesAt {
            guard try await desk.viewIsCurrent(within: .seconds(5)) else { throw Problem.notYetVisible() }
            let open = try await desk.view.openAttempts(at: exam.id, tenant: request.tenant)
            guard open == 0 else { throw Problem.attemptsOpen(open) }
        }
        let calendar = desk.profile(of: request.tenant).calendar
        return try await change(request, at: at) { head in .releaseResults(at: head.at, calendar: calendar) }
    }

    func recordResult(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ExternalResultRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let exam = try await desk.exam(of: request)
        guard let offer = ExamOffer(exam.id, of: exam.state) else { throw Problem.notFound("exam") }
        let number = body.number ?? 1
        let place = desk.place(of: exam.id, body.civilServant, number: number, of: request.tenant)
        let command = AttemptCommand.recordExternal(
            RecordExternalResult(
                exam: offer,
                civilServant: body.civilServant,
                number: number,
                scoreHundredths: body.scoreHundredths,
                submittedOn: body.submittedOn,
                source: body.source
            )
        )
        return try await desk.perform(
            head.request(command, claims: [place.claim]),
            by: desk.attempts,
            on: place.stream,
            created: "/v1/\(request.tenant)/attempts/\(place.attempt)"
        )
    }
}

extension Problem {
    /// Somebody still writes.
    static func attemptsOpen(_ count: Int) -> Problem {
        Problem(
            "exam-attempts-open",
            status: .conflict,
            title: "Masih ada peserta yang mengerjakan ujian ini.",
            detail: "\(count) attempts are still open; release when they are over, or resume what is paused."
        )
    }
}

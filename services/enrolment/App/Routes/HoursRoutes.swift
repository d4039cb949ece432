import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

/// The learning-hours ledger: reading it with its forecast, claiming, verifying, cancelling.
struct HoursRoutes {
    let desk: EnrolmentDesk
    private let reading: ActingFor
    private let claiming: ActingFor
    private let cancelling: ActingFor

    init(desk: EnrolmentDesk) {
        self.desk = desk
        reading = ActingFor(
            desk: desk,
            anybody: .of(
                CivilServiceRole.personnelOffice,
                .trainingOrganiser,
                .hoursVerifier,
                .recordsImporter,
                .auditor
            )
        )
        claiming = ActingFor(desk: desk, anybody: .of(CivilServiceRole.recordsImporter))
        cancelling = ActingFor(desk: desk, anybody: .of(CivilServiceRole.hoursVerifier, .recordsImporter))
    }

    func add(to routes: inout ServiceRoutes) {
        let ledger = "/v1/{tenant}/learning-hours/{civilServant}"
        routes.get(ledger, roles: reading.roles) { try await read($0) }
        routes.get("\(ledger)/entries/{entry}", roles: reading.roles) { try await readEntry($0) }
        routes.post("\(ledger)/claims", roles: claiming.roles) { try await claim($0) }
        routes.post(
            "\(ledger)/entries/{entry}/verify",
            roles: .of(CivilServiceRole.hoursVerifier, .recordsImporter)
        ) { try await verify($0) }
        routes.post("\(ledger)/entries/{entry}/cancel", roles: cancelling.roles) { try await cancel($0) }
    }

    private func read(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("day", "at-least")
        let answer = try await answer(to: request)
        return try .json(answer, headers: ["ETag": "\"\(answer.version)\"", "Cache-Control": "no-store"])
    }

    private func readEntry(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("at-least")
        let wanted: EntryID = try request.identifier("entry")
        let answer = try await answer(to: request)
        guard let entry = answer.entries.first(where: { $0.entry == wanted }) else { throw Problem.notFound("entry") }
        return try .json(entry, headers: ["ETag": "\"\(answer.version)\"", "Cache-Control": "no-store"])
    }

    private func answer(to request: TenantRequest) async throws -> LedgerAnswer {
        let person: CivilServantID = try request.identifier("civilServant")
        let profile = desk.profile(of: request.tenant)
        let day = try request.day("day") ?? profile.zone.date(of: request.receivedAt)
        let registered = try await reading.permitted(request, for: person)
        guard let employment = registered.employment else { throw Problem.notFound("civil servant") }
        try await request.waitUntilFresh(desk.view.checkpoints)
        let file = try await LedgerFile(of: person, tenant: request.tenant, desk: desk)
        let planned = try await planned(person, employment, on: day, request)
        let mayOpen =
            request.principal.subject == person.description
            || !request.principal.roles.isDisjoint(with: Self.openers) || isSuperior(of: registered, request.principal)
        return try await LedgerAnswer(
            file,
            forecast: file.ledger.forecast(
                on: day,
                employment: employment,
                planned: planned,
                cards: profile.ratesInForce
            ),
            opening: mayOpen ? desk.vault : nil,
            tenant: request.tenant
        )
    }

    /// Titles and evidence are personal: they are opened for those who have to check them.
    private static let openers: Set<Role> = .of(CivilServiceRole.hoursVerifier, .personnelOffice)

    private func isSuperior(of person: RegisteredCivilServant, _ principal: Principal) -> Bool {
        principal.roles.contains(Role(CivilServiceRole.superior)) && person.superior != nil
            && person.superior == CivilServantID(principal.subject)
    }

    private func planned(
        _ person: CivilServantID,
        _ employment: Employment,
        on day: CalendarDate,
        _ request: TenantRequest
    ) async throws -> Int {
        let profile = desk.profile(of: request.tenant)
        let kind = profile.ratesInForce.card(on: day)?.limit(for: employment.kind)?.year ?? .calendar
        let year = LearningYear(of: kind, containing: day, employedSince: employment.startedOn)
        return try await desk.view.plannedHours(
            of: person,
            tenant: request.tenant,
            from: profile.zone.start(of: year.firstDay),
            to: profile.zone.start(of: year.lastDay.adding(days: 1))
        )
    }

    /// Learning outside training is claimed by oneself, with evidence.
    private func claim(_ request: TenantRequest) async throws -> HTTPResponse {
        let person: CivilServantID = try request.identifier("civilServant")
        let body: ClaimHoursRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        // A superior may read, not claim.
        guard
            request.principal.subject == person.description
                || !request.principal.roles.isDisjoint(with: claiming.anybody)
        else { throw Problem.notFound("civil servant") }
        let registered = try await claiming.permitted(request, for: person)
        guard let employment = registered.employment else { throw Problem.notFound("civil servant") }
        let sealed = try await desk.vault.seal(
            [("title", body.title.text), ("evidence", body.evidence.text)],
            for: person,
            tenant: request.tenant
        )
        let profile = desk.profile(of: request.tenant)
        let entry = EntryID(head.context.commandID.uuid)
        let record = RecordHours(
            entry: entry,
            source: .outside(title: sealed[0], evidence: sealed[1]),
            form: body.form,
            startedOn: body.startedOn,
            endedOn: body.endedOn,
            hours: body.hours ?? 0,
            sessions: body.sessions ?? 1,
            employment: employment,
            today: profile.zone.date(of: head.at),
            cards: profile.ratesInForce
        )
        return try await desk.perform(
            head.request(.record(record)),
            by: desk.ledgers,
            on: EnrolmentStream.learningHours(of: person, of: request.tenant),
            created: "/v1/\(request.tenant)/learning-hours/\(person)/entries/\(entry)"
        )
    }

    private func verify(_ request: TenantRequest) async throws -> HTTPResponse {
        let person: CivilServantID = try request.identifier("civilServant")
        let entry: EntryID = try request.identifier("entry")
        let head = try request.commandHead().happening(at: request.time(of: request.body(as: PlainRequest.self)))
        return try await desk.perform(
            head.request(.verify(entry, of: person, by: try request.sender())),
            by: desk.ledgers,
            on: EnrolmentStream.learningHours(of: person, of: request.tenant)
        )
    }

    /// One's own claim may be taken back; hours that a batch gave are cancelled by taking the completion back.
    private func cancel(_ request: TenantRequest) async throws -> HTTPResponse {
        let person: CivilServantID = try request.identifier("civilServant")
        let entry: EntryID = try request.identifier("entry")
        let body: CancelHoursRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let stream = EnrolmentStream.learningHours(of: person, of: request.tenant)
        let existing = try await desk.ledgers.state(of: stream).state.entries[entry]
        if request.principal.roles.isDisjoint(with: cancelling.anybody) {
            guard request.principal.subject == person.description, existing?.isOwnTraining != true else {
                throw Problem.notFound("entry")
            }
        }
        // A note is sealed only for somebody who has such an entry.
        let note = existing == nil ? nil : try await desk.sealed(body.note, for: person, of: request.tenant)
        return try await desk.perform(
            head.request(
                .cancel(entry, body.reason, note: note, cards: desk.profile(of: request.tenant).ratesInForce)
            ),
            by: desk.ledgers,
            on: stream
        )
    }
}

struct ClaimHoursRequest: HistoricalRequest {
    let form: DevelopmentForm
    let title: Title
    let evidence: Explanation
    let startedOn: CalendarDate
    let endedOn: CalendarDate
    let hours: Int?
    let sessions: Int?
    let occurredAt: Timestamp?
}

struct CancelHoursRequest: HistoricalRequest {
    let reason: HoursCancellationReason
    let note: Explanation?
    let occurredAt: Timestamp?
}

extension TenantRequest {
    /// A day in the query; nil when it is not given.
    ///
    /// - Throws: 400 naming the parameter.
    func day(_ name: String) throws(Problem) -> CalendarDate? {
        guard let text = http.query[name] else { return nil }
        guard let day = CalendarDate(text) else {
            throw .invalidParameter(FieldError(name, "date.format", "must be a day such as 2026-11-22"))
        }
        return day
    }
}

import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import HTTPServer
import ServiceRuntime

/// Seats and queue: asking, accepting, declining, withdrawing, and why one stands where one stands.
struct SeatRoutes {
    let desk: EnrolmentDesk
    private let acting: ActingFor
    private let reading: ActingFor

    init(desk: EnrolmentDesk) {
        self.desk = desk
        acting = ActingFor(desk: desk, anybody: BatchRoutes.organisers)
        reading = ActingFor(
            desk: desk,
            anybody: BatchRoutes.organisers.union(Set.of(CivilServiceRole.personnelOffice, .auditor))
        )
    }

    func add(to routes: inout ServiceRoutes) {
        let batch = "/v1/{tenant}/batches/{batch}"
        let person = "\(batch)/enrolments/{civilServant}"
        routes.post("\(batch)/enrolments", roles: acting.roles) { try await enrol($0) }
        routes.get("\(batch)/enrolments", roles: reading.anybody) { try await list($0) }
        routes.get(person, roles: reading.roles) { try await standing($0) }
        routes.post("\(person)/accept", roles: acting.roles) { request in
            try await change(request) { (_: PlainRequest, person, at) in .accept(person, at: at) }
        }
        routes.post("\(person)/decline", roles: acting.roles) { request in
            try await change(request) { (body: DeclineRequest, person, at) in
                .decline(person, note: try await note(body.note, person, request), at: at)
            }
        }
        routes.post("\(person)/withdraw", roles: acting.roles) { request in
            try await change(request) { (body: WithdrawRequest, person, at) in
                .withdraw(person, body.reason, note: try await note(body.note, person, request), at: at)
            }
        }
        routes.post("\(batch)/queue/reorder", roles: BatchRoutes.organisers) { try await reorder($0) }
    }

    private func enrol(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: EnrolRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let person = body.civilServant
        let registered = try await acting.permitted(request, for: person)
        let stream = try request.batchStream()
        let rules = try await desk.batchRules.rules(of: stream, in: desk.batches)
        try await request.waitUntilFresh(desk.view.checkpoints)
        let facts = ApplicantFacts(desk: desk, tenant: request.tenant)
        let applicant = try await facts.applicant(
            person,
            registered,
            for: BatchID(stream.id),
            under: rules,
            at: head.at
        )
        return try await desk.perform(
            head.request(.enrol(applicant, at: head.at)),
            by: desk.batches,
            on: stream,
            created: "/v1/\(request.tenant)/batches/\(BatchID(stream.id))/enrolments/\(person)"
        )
    }

    private func change<Body: HistoricalRequest>(
        _ request: TenantRequest,
        _ command: (Body, CivilServantID, Timestamp) async throws -> BatchCommand
    ) async throws -> HTTPResponse {
        let person: CivilServantID = try request.identifier("civilServant")
        let body: Body = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        try await acting.permit(request, for: person)
        let command = try await command(body, person, head.at)
        return try await desk.perform(head.request(command), by: desk.batches, on: try request.batchStream())
    }

    private func reorder(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ReorderRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let person = body.civilServant
        // A note may only be sealed for somebody who is there: sealing makes the person's key.
        let batch = try await desk.batch(of: request)
        guard batch.state.participants[person] != nil else { throw BatchRejection.notWaiting }
        let note = try await note(body.note, person, request)
        return try await desk.perform(
            head.request(.reorder(person, to: body.to, body.reason, note: note, at: head.at)),
            by: desk.batches,
            on: try request.batchStream()
        )
    }

    private func note(_ text: Explanation?, _ person: CivilServantID, _ request: TenantRequest)
        async throws -> SealedField?
    {
        guard text != nil else { return nil }
        guard try await desk.batch(of: request).state.participants[person] != nil else {
            throw BatchRejection.notParticipant
        }
        return try await desk.sealed(text, for: person, of: request.tenant)
    }

    private func standing(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let person: CivilServantID = try request.identifier("civilServant")
        try await reading.permit(request, for: person)
        let batch = try await desk.batch(of: request)
        guard let answer = SeatAnswer(person, in: batch) else { throw Problem.notFound("enrolment") }
        return try .json(answer, headers: ["ETag": "\"\(batch.version)\"", "Cache-Control": "no-store"])
    }

    /// Everybody who is or was in the batch, in the order of ids.
    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("after", "limit")
        let limit = try request.integer("limit", in: 1...500, fallback: 200)
        let after: CivilServantID? = try request.queryIdentifier("after")
        let batch = try await desk.batch(of: request)
        let people = batch.state.participants.keys.filter { person in after.map { $0 < person } ?? true }.sorted()
        let page = people.prefix(limit).compactMap { SeatAnswer($0, in: batch) }
        var headers: HTTPHeaders = ["ETag": "\"\(batch.version)\"", "Cache-Control": "no-store"]
        if people.count > limit, let last = page.last {
            headers["Link"] = request.nextPage(after: last.civilServant.description)
        }
        return try .json(["enrolments": page], headers: headers)
    }
}

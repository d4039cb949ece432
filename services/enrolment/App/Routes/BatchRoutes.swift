import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import HTTPServer
import ServiceRuntime

/// Batches (*angkatan*): scheduling by the organiser, reading by everybody of the tenant.
struct BatchRoutes {
    static let organisers: Set<Role> = .of(CivilServiceRole.trainingOrganiser, .recordsImporter)
    static let readers: Set<Role> = organisers.union(
        Set.of(CivilServiceRole.civilServant, .superior, .personnelOffice, .hoursVerifier, .auditor)
    )

    let desk: EnrolmentDesk

    /// The routes of batches and of everything that happens in and after them.
    static func addAll(desk: EnrolmentDesk, codes: RoomCodes, to routes: inout ServiceRoutes) {
        BatchRoutes(desk: desk).add(to: &routes)
        SeatRoutes(desk: desk).add(to: &routes)
        AttendanceRoutes(desk: desk, codes: codes).add(to: &routes)
        HoursRoutes(desk: desk).add(to: &routes)
    }

    func add(to routes: inout ServiceRoutes) {
        let (organisers, readers) = (Self.organisers, Self.readers)
        routes.post("/v1/{tenant}/batches", roles: organisers) { try await schedule($0) }
        routes.get("/v1/{tenant}/batches", roles: readers) { try await list($0) }
        routes.get("/v1/{tenant}/batches/{batch}", roles: readers) { try await read($0) }
        routes.get("/v1/{tenant}/batches/{batch}/calendar.ics", roles: readers) { try await calendar($0) }
        routes.post("/v1/{tenant}/batches/{batch}/reschedule", roles: organisers) { request in
            try await change(request) { (body: RescheduleBatchRequest, head) in
                .reschedule(body.times(id: head.context.commandID), reason: body.reason, at: head.at)
            }
        }
        routes.post("/v1/{tenant}/batches/{batch}/change-capacity", roles: organisers) { request in
            try await change(request) { (body: ChangeCapacityRequest, head) in
                .changeCapacity(body.capacity, reason: body.reason, at: head.at)
            }
        }
        routes.post("/v1/{tenant}/batches/{batch}/cancel", roles: organisers) { request in
            try await change(request) { (body: CancelBatchRequest, _) in .cancel(reason: body.reason) }
        }
        routes.post("/v1/{tenant}/batches/{batch}/close", roles: organisers) { request in
            try await change(request) { (_: PlainRequest, head) in .close(at: head.at) }
        }
    }

    private func schedule(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: ScheduleBatchRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let programme = EnrolmentStream.programme(body.programme, of: request.tenant)
        guard let offer = ProgrammeOffer(body.programme, of: try await desk.programmes.state(of: programme).state)
        else {
            throw Problem.invalidBody([FieldError("/programme", "unknown", "names no programme of this tenant")])
        }
        let batch = BatchID(head.context.commandID.uuid)
        return try await desk.perform(
            head.request(body.command(offer, id: head.context.commandID)),
            by: desk.batches,
            on: EnrolmentStream.batch(batch, of: request.tenant),
            created: "/v1/\(request.tenant)/batches/\(batch)"
        )
    }

    private func change<Body: HistoricalRequest>(
        _ request: TenantRequest,
        _ command: (Body, CommandHead) -> BatchCommand
    ) async throws -> HTTPResponse {
        let body: Body = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        return try await desk.perform(head.request(command(body, head)), by: desk.batches, on: request.batchStream())
    }

    private func read(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let found = try await desk.batch(of: request)
        return try .json(BatchAnswer(found), headers: ["ETag": "\"\(found.version)\"", "Cache-Control": "no-store"])
    }

    private func calendar(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let found = try await desk.batch(of: request)
        let calendar = BatchCalendar(found, writtenAt: request.receivedAt)
        return HTTPResponse(
            headers: [
                "Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "no-store",
                "Content-Disposition": "attachment; filename=\"\(found.id).ics\"",
            ],
            body: .text(calendar.text)
        )
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("programme", "status", "from", "to", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...200, fallback: 50)
        let filter = try BatchFilter(request, zone: desk.profile(of: request.tenant).zone)
        try await request.waitUntilFresh(desk.view.checkpoints)
        let batches = try await desk.view.batches(of: request.tenant, filter, limit: limit)
        var headers: HTTPHeaders = ["Cache-Control": "no-store"]
        if batches.count == limit, let last = batches.last {
            headers["Link"] = request.nextPage(after: BatchCursor(last).description)
        }
        return try .json(["batches": batches], headers: headers)
    }
}

extension TenantRequest {
    /// The stream of the batch in the path.
    func batchStream() throws(Problem) -> StreamID {
        let batch: BatchID = try identifier("batch")
        return EnrolmentStream.batch(batch, of: tenant)
    }
}

/// A batch that was scheduled, as of one version of its stream.
struct ScheduledBatch {
    let id: BatchID
    let state: Batch
    let rules: BatchScheduled
    let times: BatchTimes
    let version: Int64
}

extension EnrolmentDesk {
    /// The batch in the request's path.
    ///
    /// - Throws: 404 when there is none.
    func batch(of request: TenantRequest) async throws -> ScheduledBatch {
        let stream = try request.batchStream()
        let found = try await batches.state(of: stream)
        guard let rules = found.state.rules, let times = found.state.times else { throw Problem.notFound("batch") }
        return ScheduledBatch(
            id: BatchID(stream.id),
            state: found.state,
            rules: rules,
            times: times,
            version: found.version
        )
    }
}

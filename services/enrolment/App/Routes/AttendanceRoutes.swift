import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import HTTPServer
import ServiceRuntime

/// Attendance by the room's code, by the organiser or from a paper list; practice task and result.
struct AttendanceRoutes {
    let desk: EnrolmentDesk
    let codes: RoomCodes

    func add(to routes: inout ServiceRoutes) {
        let organisers = BatchRoutes.organisers
        let session = "/v1/{tenant}/batches/{batch}/sessions/{session}"
        let person = "/v1/{tenant}/batches/{batch}/participants/{civilServant}"
        routes.post("\(session)/code", roles: .of(CivilServiceRole.trainingOrganiser)) { try await showCode($0) }
        routes.post("\(session)/check-in", roles: .of(CivilServiceRole.civilServant, .superior)) {
            try await checkIn($0)
        }
        routes.post("\(session)/attendance", roles: organisers) { try await record($0) }
        routes.post("\(session)/attendance-list", roles: organisers) { try await recordList($0) }
        routes.post("\(person)/practice-task", roles: organisers) { try await assess($0) }
        routes.post("\(person)/evaluate", roles: organisers) { try await evaluate($0) }
    }

    private func showCode(_ request: TenantRequest) async throws -> HTTPResponse {
        _ = try request.body(as: PlainRequest.self)
        let session = try await self.session(of: request)
        let (code, end) = codes.code(of: session, in: try request.batchStream(), at: request.receivedAt)
        let answer = RoomCodeAnswer(code: code, expiresAt: end)
        return try .json(answer, headers: ["Cache-Control": "no-store"])
    }

    /// The code is checked by the clock, whatever time the body may claim.
    private func checkIn(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: CheckInRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let sender = try request.sender()
        guard body.civilServant ?? sender == sender else { throw Problem.notFound("civil servant") }
        let session: SessionID = try request.identifier("session")
        let stream = try request.batchStream()
        if let refusal = codes.refusal(of: body.code, for: session, in: stream, at: request.receivedAt) {
            throw refusal.problem
        }
        return try await desk.perform(
            head.request(.checkIn(sender, session, at: head.at)),
            by: desk.batches,
            on: stream
        )
    }

    private func record(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: AttendanceRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        guard (1...5_000).contains(body.entries.count) else {
            throw Problem.invalidBody([FieldError("/entries", "count", "must hold 1 to 5000 entries")])
        }
        guard body.method != .code else {
            throw Problem.invalidBody([FieldError("/method", "value", "must be organiser or paper-list")])
        }
        let batch = try await desk.batch(of: request)
        var entries: [AttendanceEntry] = []
        for entry in body.entries {
            guard batch.state.participants[entry.civilServant]?.status == .seated else {
                throw BatchRejection.noSeat(entry.civilServant)
            }
            let note = try await desk.sealed(entry.note, for: entry.civilServant, of: request.tenant)
            entries.append(
                AttendanceEntry(
                    civilServant: entry.civilServant,
                    status: entry.status,
                    arrivedAt: entry.arrivedAt,
                    note: note
                )
            )
        }
        return try await perform(entries, by: body.method ?? .organiser, head, request)
    }

    /// The signed list as CSV: a fault in any row refuses the list, and every fault is named.
    private func recordList(_ request: TenantRequest) async throws -> HTTPResponse {
        let head = try request.commandHead()
        let batch = try await desk.batch(of: request)
        let list = try await AttendanceList(csv: request, desk: desk, batch: batch)
        return try await perform(list.entries, by: .paperList, head, request)
    }

    private func perform(
        _ entries: [AttendanceEntry],
        by method: AttendanceMethod,
        _ head: CommandHead,
        _ request: TenantRequest
    ) async throws -> HTTPResponse {
        let session: SessionID = try request.identifier("session")
        return try await desk.perform(
            head.request(.recordAttendance(session, entries, method, at: head.at)),
            by: desk.batches,
            on: try request.batchStream()
        )
    }

    private func assess(_ request: TenantRequest) async throws -> HTTPResponse {
        let person: CivilServantID = try request.identifier("civilServant")
        let body: PracticeTaskRequest = try request.body()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let assessor = try body.assessor ?? request.sender()
        // Sealing makes the person's key, so the person has to be there.
        guard try await desk.batch(of: request).state.participants[person] != nil else {
            throw BatchRejection.noSeat(person)
        }
        guard let evidence = try await desk.sealed(body.evidence, as: "evidence", for: person, of: request.tenant)
        else {
            throw Problem.internalError
        }
        let task = AssessPracticeTask(
            civilServant: person,
            assessor: assessor,
            passed: body.passed,
            score: body.score,
            evidence: evidence
        )
        return try await desk.perform(
            head.request(.assessPracticeTask(task)),
            by: desk.batches,
            on: try request.batchStream()
        )
    }

    private func evaluate(_ request: TenantRequest) async throws -> HTTPResponse {
        let person: CivilServantID = try request.identifier("civilServant")
        let head = try request.commandHead().happening(at: request.time(of: request.body(as: PlainRequest.self)))
        return try await desk.perform(
            head.request(.evaluate(person, at: head.at)),
            by: desk.batches,
            on: try request.batchStream()
        )
    }

    private func session(of request: TenantRequest) async throws -> SessionID {
        let session: SessionID = try request.identifier("session")
        guard try await desk.batch(of: request).times.sessions.contains(where: { $0.session == session }) else {
            throw Problem.notFound("session")
        }
        return session
    }
}

import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// An exam as lists show it.
struct ExamLine: Encodable, Sendable {
    let id: ExamID
    let mode: String
    let title: String
    let batch: BatchID?
    let programme: ProgrammeID?
    let opensAt: Timestamp
    let closesAt: Timestamp
    let status: String

    init(row: PostgresRow) throws {
        let (id, mode, title, batch, programme, opensAt) = try row.decode(
            (UUID, String, String, UUID?, UUID?, PostgresMicroseconds).self
        )
        let closesAt: PostgresMicroseconds = try row.decode(at: 6)
        self.id = ExamID(id)
        self.mode = mode
        self.title = title
        self.batch = batch.map { BatchID($0) }
        self.programme = programme.map { ProgrammeID($0) }
        self.opensAt = Timestamp(opensAt)
        self.closesAt = Timestamp(closesAt)
        status = try row.decode(at: 7)
    }
}

/// Where a page of exams ends.
struct ExamCursor: CustomStringConvertible {
    let opensAt: Timestamp
    let exam: ExamID

    init(_ line: ExamLine) { (opensAt, exam) = (line.opensAt, line.id) }

    init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let opening = Int64(parts[0]), let exam = ExamID(String(parts[1])) else { return nil }
        opensAt = Timestamp(microseconds: opening)
        self.exam = exam
    }

    var description: String { "\(opensAt.microseconds).\(exam)" }
}

/// Which exams somebody asks for; what is nil does not matter.
struct ExamFilter {
    var batch: BatchID?
    var programme: ProgrammeID?
    var status: String?
    var after: ExamCursor?

    /// - Throws: 400 naming the parameter.
    init(_ request: TenantRequest) throws(Problem) {
        batch = try request.queryIdentifier("batch")
        programme = try request.queryIdentifier("programme")
        status = request.http.query["status"]
        if let status, Exam.Phase(rawValue: status) == nil || status == Exam.Phase.unknown.rawValue {
            throw .invalidParameter(FieldError("status", "value", "must be scheduled, cancelled or released"))
        }
        if let text = request.http.query["after"] {
            guard let cursor = ExamCursor(text) else {
                throw .invalidParameter(FieldError("after", "cursor", "is not a cursor that a Link header gave"))
            }
            after = cursor
        }
    }
}

/// An attempt as those see it who hold the exam.
struct AttemptLine: Encodable, Sendable {
    let id: AttemptID
    let civilServant: CivilServantID
    let number: Int
    let status: String
    let dueAt: Timestamp?
    private(set) var scoreHundredths: Int?
    private(set) var passed: Bool?
    let isReleased: Bool

    init(row: PostgresRow) throws {
        let (id, person, number, status, dueAt, score) = try row.decode(
            (UUID, UUID, Int, String, PostgresMicroseconds?, Int?).self
        )
        self.id = AttemptID(id)
        civilServant = CivilServantID(person)
        self.number = number
        self.status = status
        self.dueAt = dueAt.map { Timestamp($0) }
        scoreHundredths = score
        passed = try row.decode(at: 6)
        isReleased = try row.decode(at: 7)
    }

    /// Without marks before the release.
    var forSupervisor: AttemptLine {
        var line = self
        if !isReleased { (line.scoreHundredths, line.passed) = (nil, nil) }
        return line
    }
}

extension AssessmentViewQueries {
    /// Exams in the order in which they open.
    func exams(of tenant: TenantID, _ filter: ExamFilter, limit: Int) async throws -> [ExamLine] {
        try await client.query(
            """
            select exam_id, mode, title, batch_id, programme_id, opens_at, closes_at, status from \(raw: schema).exams
            where tenant = \(tenant.name)
                and (\(filter.batch?.uuid)::uuid is null or batch_id = \(filter.batch?.uuid))
                and (\(filter.programme?.uuid)::uuid is null or programme_id = \(filter.programme?.uuid))
                and (\(filter.status)::text is null or status = \(filter.status))
                and (\(filter.after?.opensAt.postgres)::timestamptz is null
                    or (opens_at, exam_id) > (\(filter.after?.opensAt.postgres), \(filter.after?.exam.uuid)))
            order by opens_at, exam_id limit \(Int32(limit))
            """
        ).map(ExamLine.init(row:))
    }

    /// Exams of a batch that are neither cancelled nor released.
    func scheduledExams(of batch: BatchID, tenant: TenantID) async throws -> [ExamID] {
        try await client.query(
            """
            select exam_id from \(raw: schema).exams
            where tenant = \(tenant.name) and batch_id = \(batch.uuid) and status = 'scheduled' order by exam_id
            """
        ).map { ExamID(try $0.decode(UUID.self, at: 0)) }
    }

    /// Attempts at an exam in the order of their ids.
    func attempts(at exam: ExamID, tenant: TenantID, after: AttemptID?, limit: Int) async throws -> [AttemptLine] {
        try await client.query(
            """
            select attempt_id, civil_servant_id, number, status, due_at, score_hundredths, passed, is_released
            from \(raw: schema).attempts
            where tenant = \(tenant.name) and exam_id = \(exam.uuid)
                and (\(after?.uuid)::uuid is null or attempt_id > \(after?.uuid))
            order by attempt_id limit \(Int32(limit))
            """
        ).map(AttemptLine.init(row:))
    }

    func openAttempts(at exam: ExamID, tenant: TenantID) async throws -> Int {
        let rows = try await client.query(
            """
            select count(*) from \(raw: schema).attempts
            where tenant = \(tenant.name) and exam_id = \(exam.uuid) and status = 'open'
            """
        )
        return try rows.first?.decode(Int.self, at: 0) ?? 0
    }

    /// Attempts of a person that are not over.
    func openAttempts(of person: CivilServantID, tenant: TenantID) async throws -> [AttemptID] {
        try await client.query(
            """
            select attempt_id from \(raw: schema).attempts
            where tenant = \(tenant.name) and civil_servant_id = \(person.uuid) and status = 'open' order by attempt_id
            """
        ).map { AttemptID(try $0.decode(UUID.self, at: 0)) }
    }
}

extension AssessmentDesk {
    /// Whether the view shows, or comes to show in time, everything that is in the store now.
    func viewIsCurrent(within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        for (lane, sequence) in try await store.feed.heads() where sequence > 0 {
            let token = ReadToken(source: AssessmentStream.context, lane: lane, sequence: sequence)
            let rest = max(.zero, deadline - .now)
            guard try await view.checkpoints.waitUntil(reached: token, within: rest) else { return false }
        }
        return true
    }
}

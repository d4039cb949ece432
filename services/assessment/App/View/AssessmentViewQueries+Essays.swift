import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient

/// An essay as those see it who find markers for it: neither the candidate nor any mark.
struct EssayRow: Encodable, Sendable {
    struct Task: Encodable, Sendable {
        let civilServant: CivilServantID
        let role: String
        let isDone: Bool
    }

    let id: EssayID
    let question: QuestionID
    let status: String
    var tasks: [Task] = []
}

/// An essay that waits for somebody.
struct EssayTaskRow: Encodable, Sendable {
    let id: EssayID
    let exam: ExamID
    let question: QuestionID
    let role: String

    init(row: PostgresRow) throws {
        let (id, exam, question, role) = try row.decode((UUID, UUID, UUID, String).self)
        self.id = EssayID(id)
        self.exam = ExamID(exam)
        self.question = QuestionID(question)
        self.role = role
    }
}

/// How far the marking of an essay is.
enum EssayStatus: String, CaseIterable, Sendable {
    case opened, marking, diverged, settled
}

extension AssessmentViewQueries {
    /// The essays of an exam in the order of their ids, after the one given, with whoever has them to mark.
    func essays(
        tenant: TenantID,
        exam: ExamID,
        status: EssayStatus?,
        after: EssayID?,
        limit: Int
    ) async throws -> [EssayRow] {
        let status = status?.rawValue
        var essays = try await client.query(
            """
            select essay_id, question_id, status from \(raw: schema).essays
            where tenant = \(tenant.name) and exam_id = \(exam.uuid)
                and (\(status)::text is null or status = \(status))
                and (\(after?.uuid)::uuid is null or essay_id > \(after?.uuid))
            order by essay_id limit \(Int32(limit))
            """
        ).map { row in
            let (id, question, status) = try row.decode((UUID, UUID, String).self)
            return EssayRow(id: EssayID(id), question: QuestionID(question), status: status)
        }
        let tasks = try await tasks(of: essays.map(\.id), tenant: tenant)
        for index in essays.indices { essays[index].tasks = tasks[essays[index].id] ?? [] }
        return essays
    }

    private func tasks(of essays: [EssayID], tenant: TenantID) async throws -> [EssayID: [EssayRow.Task]] {
        guard !essays.isEmpty else { return [:] }
        let rows = try await client.query(
            """
            select essay_id, civil_servant_id, role, is_done from \(raw: schema).essay_tasks
            where tenant = \(tenant.name) and essay_id = any(\(essays.map(\.uuid))) and is_active
            order by essay_id, role, civil_servant_id
            """
        )
        var tasks: [EssayID: [EssayRow.Task]] = [:]
        for row in rows {
            let (essay, person, role, isDone) = try row.decode((UUID, UUID, String, Bool).self)
            let task = EssayRow.Task(civilServant: CivilServantID(person), role: role, isDone: isDone)
            tasks[EssayID(essay), default: []].append(task)
        }
        return tasks
    }

    /// What waits for one person, in the order of ids.
    func essaysToDo(by person: CivilServantID, tenant: TenantID, after: EssayID?, limit: Int) async throws
        -> [EssayTaskRow]
    {
        try await client.query(
            """
            select t.essay_id, e.exam_id, e.question_id, t.role
            from \(raw: schema).essay_tasks t join \(raw: schema).essays e using (tenant, essay_id)
            where t.tenant = \(tenant.name) and t.civil_servant_id = \(person.uuid) and t.is_active and not t.is_done
                and (\(after?.uuid)::uuid is null or t.essay_id > \(after?.uuid))
            order by t.essay_id limit \(Int32(limit))
            """
        ).map(EssayTaskRow.init(row:))
    }
}

import AssessmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient

/// A question as the bank's list shows it.
struct QuestionRow: Encodable, Sendable {
    let id: QuestionID
    let revision: Int
    let code: String?
    let kind: String
    let topic: String
    let difficulty: String
    let status: String

    init(row: PostgresRow) throws {
        let (id, revision, code, kind, topic, difficulty) = try row.decode(
            (UUID, Int, String?, String, String, String).self
        )
        self.id = QuestionID(id)
        self.revision = revision
        self.code = code
        self.kind = kind
        self.topic = topic
        self.difficulty = difficulty
        status = try row.decode(at: 6)
    }
}

extension AssessmentViewQueries {
    /// Questions in the order of their ids, after the one given.
    func questions(tenant: TenantID, topic: String?, after: QuestionID?, limit: Int) async throws -> [QuestionRow] {
        try await client.query(
            """
            select question_id, revision, code, kind, topic, difficulty, status from \(raw: schema).questions
            where tenant = \(tenant.name) and (\(topic)::text is null or topic = \(topic))
                and (\(after?.uuid)::uuid is null or question_id > \(after?.uuid))
            order by question_id limit \(Int32(limit))
            """
        ).map(QuestionRow.init(row:))
    }
}

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

/// Which questions of the bank are wanted; nil wants all.
struct QuestionFilter: Sendable {
    enum Status: String, CaseIterable, Sendable { case offered, retired }

    var topic: String?
    var kind: QuestionKind?
    var difficulty: Difficulty?
    var status: Status?
}

extension AssessmentViewQueries {
    /// Questions in the order of their ids, after the one given.
    func questions(tenant: TenantID, _ filter: QuestionFilter, after: QuestionID?, limit: Int) async throws
        -> [QuestionRow]
    {
        // A text that no topic can be must not reach the database, which refuses it.
        if filter.topic?.utf8.contains(0) == true { return [] }
        let (kind, difficulty, status) = (
            filter.kind?.rawValue, filter.difficulty?.rawValue, filter.status?.rawValue
        )
        return try await client.query(
            """
            select question_id, revision, code, kind, topic, difficulty, status from \(raw: schema).questions
            where tenant = \(tenant.name) and (\(filter.topic)::text is null or topic = \(filter.topic))
                and (\(kind)::text is null or kind = \(kind))
                and (\(difficulty)::text is null or difficulty = \(difficulty))
                and (\(status)::text is null or status = \(status))
                and (\(after?.uuid)::uuid is null or question_id > \(after?.uuid))
            order by question_id limit \(Int32(limit))
            """
        ).map(QuestionRow.init(row:))
    }
}

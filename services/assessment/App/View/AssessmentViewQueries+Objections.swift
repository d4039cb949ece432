import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient

/// An objection as lists show it: no text of anybody.
struct ObjectionRow: Encodable, Sendable {
    let id: ObjectionID
    let kind: String
    let decision: ContestedDecisionID
    let objector: CivilServantID
    let reviewer: CivilServantID?
    let status: String
    let outcome: String?
    let hearingDueOn: String
    let decisionDueOn: String

    init(row: PostgresRow) throws {
        let (id, kind, decision, objector, reviewer, status) = try row.decode(
            (UUID, String, UUID, UUID, UUID?, String).self
        )
        self.id = ObjectionID(id)
        self.kind = kind
        self.decision = ContestedDecisionID(decision)
        self.objector = CivilServantID(objector)
        self.reviewer = reviewer.map { CivilServantID($0) }
        self.status = status
        outcome = try row.decode(at: 6)
        hearingDueOn = try row.decode(at: 7)
        decisionDueOn = try row.decode(at: 8)
    }
}

/// Which objections are wanted; nil wants all.
struct ObjectionFilter: Sendable {
    enum Status: String, CaseIterable, Sendable { case filed, decided, final }

    var objector: CivilServantID?
    var reviewer: CivilServantID?
    var status: Status?
}

extension AssessmentViewQueries {
    /// Objections in the order of their ids, after the one given.
    func objections(tenant: TenantID, _ filter: ObjectionFilter, after: ObjectionID?, limit: Int) async throws
        -> [ObjectionRow]
    {
        let (objector, reviewer, status) = (filter.objector?.uuid, filter.reviewer?.uuid, filter.status?.rawValue)
        return try await client.query(
            """
            select objection_id, kind, decision_id, objector_id, reviewer_id, status, outcome,
                hearing_due_on::text, decision_due_on::text
            from \(raw: schema).objections
            where tenant = \(tenant.name) and (\(objector)::uuid is null or objector_id = \(objector))
                and (\(reviewer)::uuid is null or reviewer_id = \(reviewer))
                and (\(status)::text is null or status = \(status))
                and (\(after?.uuid)::uuid is null or objection_id > \(after?.uuid))
            order by objection_id limit \(Int32(limit))
            """
        ).map(ObjectionRow.init(row:))
    }
}

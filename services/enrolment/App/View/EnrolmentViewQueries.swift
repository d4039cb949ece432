import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// The questions that the view answers; every one of them names the tenant first.
struct EnrolmentViewQueries: Sendable {
    let client: PostgresClient
    let checkpoints: CheckpointWatch
    let schema = EnrolmentView.schema
}

/// A unit as lists show it.
struct UnitRow: Encodable, Sendable {
    let id: UnitID
    let name: String
    let code: String?
    let kind: String
    let parent: UnitID?
    let closedOn: String?

    init(row: PostgresRow) throws {
        let (unit, name, code, kind, parent, closedOn) = try row.decode(
            (UUID, String, String?, String, UUID?, String?).self
        )
        self.id = UnitID(unit)
        self.name = name
        self.code = code
        self.kind = kind
        self.parent = parent.map { UnitID($0) }
        self.closedOn = closedOn
    }
}

/// A programme as the catalogue's list shows it.
struct ProgrammeRow: Encodable, Sendable {
    let id: ProgrammeID
    let revision: Int
    let code: String
    let title: String
    let form: String
    let competenceGroup: String
    let learningHours: Int
    let topics: [String]
    let currentUntil: String?
    let retiredOn: String?

    init(row: PostgresRow) throws {
        let (id, revision, code, title, form, group) = try row.decode(
            (UUID, Int, String, String, String, String).self
        )
        let topics: String = try row.decode(at: 7)
        self.id = ProgrammeID(id)
        self.revision = revision
        self.code = code
        self.title = title
        self.form = form
        competenceGroup = group
        learningHours = try row.decode(at: 6)
        self.topics = topics.split(separator: "\n").map(String.init)
        currentUntil = try row.decode(at: 8)
        retiredOn = try row.decode(at: 9)
    }
}

extension EnrolmentViewQueries {
    /// Units in the order of their ids, after the one given; `under` narrows to the direct children of one.
    func units(tenant: TenantID, under parent: UnitID? = nil, after: UnitID?, limit: Int) async throws -> [UnitRow] {
        try await client.query(
            """
            select unit_id, name, code, kind, parent_id, closed_on::text from \(raw: schema).units
            where tenant = \(tenant.name) and (\(parent?.uuid)::uuid is null or parent_id = \(parent?.uuid))
                and (\(after?.uuid)::uuid is null or unit_id > \(after?.uuid))
            order by unit_id limit \(Int32(limit))
            """
        ).map(UnitRow.init(row:))
    }

    /// People who serve in the unit, and open units directly under it.
    func occupants(of unit: UnitID, tenant: TenantID) async throws -> Int {
        let rows = try await client.query(
            """
            select (select count(*) from \(raw: schema).civil_servants
                    where tenant = \(tenant.name) and unit_id = \(unit.uuid) and is_serving)
                + (select count(*) from \(raw: schema).units
                    where tenant = \(tenant.name) and parent_id = \(unit.uuid) and closed_on is null)
            """
        )
        return try rows.first?.decode(Int.self, at: 0) ?? 0
    }

    /// Programmes in the order of their ids, after the one given; without retired ones unless asked for.
    func programmes(
        tenant: TenantID,
        form: DevelopmentForm?,
        group: CompetenceGroup?,
        topic: String?,
        withRetired: Bool,
        after: ProgrammeID?,
        limit: Int
    ) async throws -> [ProgrammeRow] {
        try await client.query(
            """
            select programme_id, revision, code, title, form, competence_group, learning_hours, topics,
                current_until::text, retired_on::text
            from \(raw: schema).programmes
            where tenant = \(tenant.name) and (\(form?.rawValue)::text is null or form = \(form?.rawValue))
                and (\(group?.rawValue)::text is null or competence_group = \(group?.rawValue))
                and (\(topic)::text is null or \(topic) = any (string_to_array(topics, chr(10))))
                and (\(withRetired) or retired_on is null)
                and (\(after?.uuid)::uuid is null or programme_id > \(after?.uuid))
            order by programme_id limit \(Int32(limit))
            """
        ).map(ProgrammeRow.init(row:))
    }
}

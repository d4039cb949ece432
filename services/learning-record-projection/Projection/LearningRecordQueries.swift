package import CivilServiceKernel
package import EventSourcing
import FoundationEssentials
package import PostgresClient

/// The questions that the learning record answers.
///
/// Every one of them names the tenant first.
package struct LearningRecordQueries: Sendable {
    private let client: PostgresClient
    let schema: String

    package init(client: PostgresClient, schema: String = LearningRecordTables.defaultSchema) {
        self.client = client
        self.schema = schema
    }

    /// The record of one person; nil when the tenant has no such person.
    package func record(of civilServant: CivilServantID, tenant: TenantID) async throws -> LearningRecord? {
        guard let person = try await people(tenant: tenant, only: civilServant, after: nil, limit: 1).first else {
            return nil
        }
        let answers = try await client.withConnection { connection in
            try await connection.pipeline([
                participationsQuery(civilServant, tenant), hoursQuery(civilServant, tenant),
                timelineQuery(civilServant, tenant), attemptsQuery(civilServant, tenant),
                objectionsQuery(civilServant, tenant), noticesQuery(civilServant, tenant),
            ])
        }
        return LearningRecord(
            tenant: tenant,
            person: person,
            participations: try answers[0].map(Participation.init(row:)),
            hours: try answers[1].map(HoursEntry.init(row:)),
            exams: try answers[3].map(ExamAttempt.init(row:)),
            objections: try answers[4].map(PersonObjection.init(row:)),
            timeline: try answers[2].map { try TimelineEvent(row: $0, tenant: tenant) },
            notices: try answers[5].map { try TimelineEvent(row: $0, tenant: tenant) }
        )
    }

    /// People in the order of their ids, after the one given; `unit` narrows to one unit.
    package func people(
        tenant: TenantID,
        unit: UnitID? = nil,
        only: CivilServantID? = nil,
        after: CivilServantID?,
        limit: Int
    ) async throws -> [LearningRecordPerson] {
        try await client.query(
            """
            select c.civil_servant_id, c.number, c.name, c.employment_kind, c.rank, c.unit_id, u.name, c.post_title,
                c.post_level, c.superior_id, c.started_on::text, c.left_on::text, c.erased_at is not null
            from \(raw: schema).civil_servants c
            left join \(raw: schema).units u on u.tenant = c.tenant and u.unit_id = c.unit_id
            where c.tenant = \(tenant.name) and (\(unit?.uuid)::uuid is null or c.unit_id = \(unit?.uuid))
                and (\(only?.uuid)::uuid is null or c.civil_servant_id = \(only?.uuid))
                and (\(after?.uuid)::uuid is null or c.civil_servant_id > \(after?.uuid))
            order by c.civil_servant_id limit \(Int32(limit))
            """
        ).map(LearningRecordPerson.init(row:))
    }

    /// Sums over the tenant.
    package func totals(tenant: TenantID) async throws -> LearningRecordTotals {
        let answers = try await client.withConnection { connection in
            try await connection.pipeline([
                """
                select (select count(*) from \(raw: schema).civil_servants where tenant = \(tenant.name)),
                    (select count(*) from \(raw: schema).batches where tenant = \(tenant.name))
                """,
                """
                select status, count(*) from \(raw: schema).participations where tenant = \(tenant.name)
                group by status
                """,
                """
                select count(*), coalesce(sum(counted) filter (where status <> 'cancelled'), 0)::bigint,
                    coalesce(sum(counted) filter (where status = 'verified'), 0)::bigint
                from \(raw: schema).hours_entries where tenant = \(tenant.name)
                """,
                examTotalsQuery(tenant),
            ])
        }
        let (people, batches) = try answers[0][0].decode((Int, Int).self)
        let (entries, counted, verified) = try answers[2][0].decode((Int, Int, Int).self)
        let (results, passed, scores) = try answers[3][0].decode((Int, Int, Int).self)
        let statuses = try answers[1].decode((String, Int).self)
        return LearningRecordTotals(
            people: people,
            batches: batches,
            participations: statuses.reduce(0) { $0 + $1.1 },
            byStatus: Dictionary(uniqueKeysWithValues: statuses),
            hoursEntries: entries,
            hoursCounted: counted,
            hoursVerified: verified,
            examResults: results,
            examsPassed: passed,
            examScoresHundredths: scores
        )
    }

    private func participationsQuery(_ person: CivilServantID, _ tenant: TenantID) -> PostgresQuery {
        """
        select p.batch_id, b.title, b.form, p.status, b.status = 'cancelled', b.starts_at, b.ends_at, p.enrolled_at,
            p.ended_at, p.learning_hours, b.learning_hours
        from \(raw: schema).participations p
        join \(raw: schema).batches b on b.tenant = p.tenant and b.batch_id = p.batch_id
        where p.tenant = \(tenant.name) and p.civil_servant_id = \(person.uuid)
        order by b.starts_at desc, p.batch_id
        """
    }

    private func hoursQuery(_ person: CivilServantID, _ tenant: TenantID) -> PostgresQuery {
        """
        select entry_id, source, batch_id, form, started_on::text, ended_on::text, awarded, counted, status,
            array_to_string(limits, ','), rate_card, title
        from \(raw: schema).hours_entries where tenant = \(tenant.name) and civil_servant_id = \(person.uuid)
        order by ended_on desc, entry_id
        """
    }

    /// At most 500 lines: a page, not a dump.
    private func timelineQuery(_ person: CivilServantID, _ tenant: TenantID) -> PostgresQuery {
        """
        select category, stream_id, version, event_id, type, occurred_at, payload
        from \(raw: schema).timeline where tenant = \(tenant.name) and civil_servant_id = \(person.uuid)
        order by occurred_at desc, category, stream_id, version desc limit 500
        """
    }
}

import CivilServiceKernel
import EventSourcing
import PostgresClient

extension LearningRecordQueries {
    /// A person's attempts with their exams, as far as those are known yet; newest first.
    func attemptsQuery(_ person: CivilServantID, _ tenant: TenantID) -> PostgresQuery {
        """
        select a.attempt_id, a.exam_id, e.title, e.time_zone, a.number, a.status, a.source, a.started_at, a.ended_at,
            a.score_hundredths, a.pass_percent, a.passed, a.released_at, a.objections_until::text, a.corrected_at
        from \(raw: schema).exam_attempts a
        left join \(raw: schema).exams e on e.tenant = a.tenant and e.exam_id = a.exam_id
        where a.tenant = \(tenant.name) and a.civil_servant_id = \(person.uuid)
        order by coalesce(a.started_at, a.released_at) desc, a.attempt_id
        """
    }

    func objectionsQuery(_ person: CivilServantID, _ tenant: TenantID) -> PostgresQuery {
        """
        select objection_id, kind, decision_id, status, outcome, filed_at, decision_due_on::text
        from \(raw: schema).objections where tenant = \(tenant.name) and civil_servant_id = \(person.uuid)
        order by filed_at desc, objection_id
        """
    }

    /// What a person has to be told, newest first: at most 100 lines, a page, not a dump.
    func noticesQuery(_ person: CivilServantID, _ tenant: TenantID) -> PostgresQuery {
        """
        select category, stream_id, version, event_id, type, occurred_at, payload
        from \(raw: schema).timeline where tenant = \(tenant.name) and civil_servant_id = \(person.uuid)
            and type = any(\(LearningRecordEvent.Name.told.map(\.rawValue)))
        order by occurred_at desc, category, stream_id, version desc limit 100
        """
    }

    /// Released results, how many of them are passed, and the sum of their scores.
    func examTotalsQuery(_ tenant: TenantID) -> PostgresQuery {
        """
        select count(*), count(*) filter (where passed), coalesce(sum(score_hundredths), 0)::bigint
        from \(raw: schema).exam_attempts where tenant = \(tenant.name) and released_at is not null
        """
    }
}

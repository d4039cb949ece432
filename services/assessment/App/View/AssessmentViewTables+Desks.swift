import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

extension AssessmentViewTables {
    func essayWrites(_ essays: [RowKey: EssayChange]) -> [PostgresQuery] {
        let rows = essays.sorted { $0.key < $1.key }
        let new = rows.compactMap { row in row.value.opened.map { (key: row.key, fact: $0, change: row.value) } }
        let changed = rows.filter { $0.value.opened == nil && $0.value.status != nil }
        var queries: [PostgresQuery] = []
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).essays (tenant, essay_id, exam_id, attempt_id, question_id, status)
                select * from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)), \(new.map(\.fact.exam.uuid)),
                    \(new.map(\.fact.attempt.uuid)), \(new.map(\.fact.question.uuid)),
                    \(new.map { $0.change.status ?? "opened" }))
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).essays e set status = n.status
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)), \(changed.map(\.value.status))
                ) n (tenant, id, status)
                where e.tenant = n.tenant and e.essay_id = n.id
                """
            )
        }
        return queries + taskWrites(rows)
    }

    /// New tasks, then changes of those that are there.
    private func taskWrites(_ essays: [(key: RowKey, value: EssayChange)]) -> [PostgresQuery] {
        let rows = essays.flatMap { essay in
            essay.value.tasks.sorted { $0.key < $1.key }.map { (key: essay.key, person: $0.key, task: $0.value) }
        }
        let new = rows.filter { $0.task.role != nil }
        let changed = rows.filter { $0.task.role == nil }
        var queries: [PostgresQuery] = []
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).essay_tasks (tenant, essay_id, civil_servant_id, role, is_active, is_done)
                select * from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)), \(new.map(\.person.uuid)),
                    \(new.map { $0.task.role?.rawValue }), \(new.map(\.task.isActive)), \(new.map(\.task.isDone)))
                on conflict (tenant, essay_id, civil_servant_id) do update set role = excluded.role,
                    is_active = excluded.is_active, is_done = excluded.is_done
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).essay_tasks t set is_active = t.is_active and n.is_active,
                    is_done = t.is_done or n.is_done
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)), \(changed.map(\.person.uuid)),
                    \(changed.map(\.task.isActive)), \(changed.map(\.task.isDone))
                ) n (tenant, id, person, is_active, is_done)
                where t.tenant = n.tenant and t.essay_id = n.id and t.civil_servant_id = n.person
                """
            )
        }
        return queries
    }

    func objectionWrites(_ objections: [RowKey: ObjectionChange]) -> [PostgresQuery] {
        let rows = objections.sorted { $0.key < $1.key }
        let new = rows.compactMap { row in row.value.filed.map { (key: row.key, fact: $0, change: row.value) } }
        let changed = rows.filter { $0.value.filed == nil }
        var queries: [PostgresQuery] = []
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).objections (tenant, objection_id, kind, decision_id, objector_id, reviewer_id,
                    status, outcome, hearing_due_on, decision_due_on)
                select n.tenant, n.id, n.kind, n.decision, n.objector, n.reviewer, n.status, n.outcome,
                    n.hearing::date, n.due::date
                from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)), \(new.map(\.fact.kind.rawValue)),
                    \(new.map(\.fact.decision.uuid)), \(new.map(\.fact.objector.uuid)),
                    \(new.map { ($0.change.reviewer ?? nil)?.uuid }), \(new.map { $0.change.status ?? "filed" }),
                    \(new.map(\.change.outcome)), \(new.map(\.fact.hearingDueOn.description)),
                    \(new.map(\.fact.decisionDueOn.description))
                ) n (tenant, id, kind, decision, objector, reviewer, status, outcome, hearing, due)
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).objections o set status = coalesce(n.status, o.status),
                    outcome = coalesce(n.outcome, o.outcome),
                    reviewer_id = case when n.sets_reviewer then n.reviewer else o.reviewer_id end
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)), \(changed.map(\.value.status)),
                    \(changed.map(\.value.outcome)), \(changed.map { $0.value.reviewer != nil }),
                    \(changed.map { ($0.value.reviewer ?? nil)?.uuid })
                ) n (tenant, id, status, outcome, sets_reviewer, reviewer)
                where o.tenant = n.tenant and o.objection_id = n.id
                """
            )
        }
        return queries
    }
}

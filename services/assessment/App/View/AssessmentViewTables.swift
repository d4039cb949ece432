import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// The SQL that writes the view: one statement per table and batch of events, rows in key order, so that two writers
/// wait for each other instead of deadlocking.
struct AssessmentViewTables: Sendable {
    let schema: String

    func writes(of changes: AssessmentViewChanges) -> [PostgresQuery] {
        questionWrites(changes.questions) + examWrites(changes.exams) + attemptWrites(changes.attempts)
            + essayWrites(changes.essays) + objectionWrites(changes.objections)
    }

    private func questionWrites(_ questions: [RowKey: QuestionChange]) -> [PostgresQuery] {
        let rows = questions.sorted { $0.key < $1.key }
        let revised = rows.compactMap { row in row.value.content.map { (key: row.key, fact: $0) } }
        let retired = rows.filter(\.value.isRetired).map(\.key)
        var queries: [PostgresQuery] = []
        if !revised.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).questions (tenant, question_id, revision, code, kind, topic, difficulty, status)
                select *, 'offered' from unnest(\(revised.map(\.key.tenant.name)), \(revised.map(\.key.id)),
                    \(revised.map { Int32($0.fact.revision) }), \(revised.map(\.fact.code)),
                    \(revised.map(\.fact.kind.rawValue)), \(revised.map(\.fact.topic)),
                    \(revised.map(\.fact.difficulty.rawValue)))
                on conflict (tenant, question_id) do update set revision = excluded.revision, code = excluded.code,
                    topic = excluded.topic, difficulty = excluded.difficulty
                """
            )
        }
        if !retired.isEmpty {
            queries.append(
                """
                update \(raw: schema).questions q set status = 'retired'
                from unnest(\(retired.map(\.tenant.name)), \(retired.map(\.id))) n (tenant, id)
                where q.tenant = n.tenant and q.question_id = n.id
                """
            )
        }
        return queries
    }

    private func examWrites(_ exams: [RowKey: ExamChange]) -> [PostgresQuery] {
        let rows = exams.sorted { $0.key < $1.key }
        let new = rows.compactMap { row in row.value.scheduled.map { (key: row.key, fact: $0, change: row.value) } }
        let changed = rows.filter { $0.value.scheduled == nil }
        var queries: [PostgresQuery] = []
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).exams
                    (tenant, exam_id, mode, title, batch_id, programme_id, opens_at, closes_at, status)
                select * from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)),
                    \(new.map(\.fact.mode.rawValue)), \(new.map(\.fact.title)), \(new.map { $0.fact.batch?.uuid }),
                    \(new.map { $0.fact.programme?.uuid }),
                    \(new.map { ($0.change.opensAt ?? $0.fact.opensAt).postgres }),
                    \(new.map { ($0.change.closesAt ?? $0.fact.closesAt).postgres }),
                    \(new.map { $0.change.status ?? "scheduled" }))
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).exams e set opens_at = coalesce(n.opens, e.opens_at),
                    closes_at = coalesce(n.closes, e.closes_at), status = coalesce(n.status, e.status)
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)),
                    \(changed.map { $0.value.opensAt?.postgres }), \(changed.map { $0.value.closesAt?.postgres }),
                    \(changed.map(\.value.status))
                ) n (tenant, id, opens, closes, status)
                where e.tenant = n.tenant and e.exam_id = n.id
                """
            )
        }
        return queries
    }

    private func attemptWrites(_ attempts: [RowKey: AttemptChange]) -> [PostgresQuery] {
        let rows = attempts.sorted { $0.key < $1.key }
        let new = rows.compactMap { row in row.value.beginning.map { (key: row.key, start: $0, change: row.value) } }
        let changed = rows.filter { $0.value.beginning == nil }
        var queries: [PostgresQuery] = []
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).attempts (tenant, attempt_id, exam_id, civil_servant_id, number, status, due_at,
                    score_hundredths, passed, is_released)
                select * from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)), \(new.map(\.start.exam.uuid)),
                    \(new.map(\.start.civilServant.uuid)), \(new.map { Int32($0.start.number) }),
                    \(new.map { $0.change.status ?? "open" }), \(new.map { ($0.change.dueAt ?? nil)?.postgres }),
                    \(new.map { ($0.change.result ?? nil).map { Int32($0.scoreHundredths) } }),
                    \(new.map { ($0.change.result ?? nil)?.passed }), \(new.map(\.change.isReleased)))
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).attempts a set status = coalesce(n.status, a.status),
                    due_at = case when n.sets_due then n.due else a.due_at end,
                    score_hundredths = case when n.sets_result then n.score else a.score_hundredths end,
                    passed = case when n.sets_result then n.passed else a.passed end,
                    is_released = a.is_released or n.is_released
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)), \(changed.map(\.value.status)),
                    \(changed.map { $0.value.dueAt != nil }), \(changed.map { ($0.value.dueAt ?? nil)?.postgres }),
                    \(changed.map { $0.value.result != nil }),
                    \(changed.map { ($0.value.result ?? nil).map { Int32($0.scoreHundredths) } }),
                    \(changed.map { ($0.value.result ?? nil)?.passed }), \(changed.map(\.value.isReleased))
                ) n (tenant, id, status, sets_due, due, sets_result, score, passed, is_released)
                where a.tenant = n.tenant and a.attempt_id = n.id
                """
            )
        }
        return queries
    }
}

import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

extension LearningRecordTables {
    func examWrites(_ exams: [RowKey: ExamChange]) -> [PostgresQuery] {
        let rows = exams.sorted { $0.key < $1.key }
        let scheduled = rows.compactMap { row in row.value.scheduled.map { (row.key, row.value, $0) } }
        let changed = rows.filter { $0.value.scheduled == nil }
        var queries: [PostgresQuery] = []
        if !scheduled.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).exams
                    (tenant, exam_id, title, mode, batch_id, programme_id, time_zone, status)
                select * from unnest(\(scheduled.map(\.0.tenant.name)), \(scheduled.map(\.0.id)),
                    \(scheduled.map(\.2.title)), \(scheduled.map(\.2.mode.rawValue)),
                    \(scheduled.map { $0.2.batch?.uuid }), \(scheduled.map { $0.2.programme?.uuid }),
                    \(scheduled.map(\.2.timeZone.rawValue)), \(scheduled.map { ($0.1.status ?? .scheduled).rawValue }))
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).exams e set status = coalesce(n.status, e.status)
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)),
                    \(changed.map { $0.value.status?.rawValue })) n (tenant, exam_id, status)
                where e.tenant = n.tenant and e.exam_id = n.exam_id
                """
            )
        }
        return queries
    }

    /// New attempts with what happened to them in the same batch; then changes of attempts that were there before.
    func attemptWrites(_ attempts: [RowKey: ExamAttemptChange]) -> [PostgresQuery] {
        let rows = attempts.sorted { $0.key < $1.key }
        let begun = rows.compactMap { row in row.value.beginning.map { (row.key, row.value, $0) } }
        let changed = rows.filter { $0.value.beginning == nil }
        var queries: [PostgresQuery] = []
        if !begun.isEmpty { queries.append(insertion(of: begun)) }
        if !changed.isEmpty { queries.append(update(of: changed)) }
        return queries
    }

    private func insertion(of rows: [(RowKey, ExamAttemptChange, ExamAttemptChange.Beginning)]) -> PostgresQuery {
        """
        insert into \(raw: schema).exam_attempts (tenant, attempt_id, civil_servant_id, exam_id, number, status,
            started_at, ended_at, closing_reason, source, pass_percent, score_hundredths, passed, released_at,
            objections_until, corrected_at)
        select n.tenant, n.id, n.civil_servant, n.exam, n.number, n.status, n.started_at, n.ended_at, n.reason,
            n.source, n.pass_percent, n.score, n.passed, n.released_at, n.until::date, n.corrected_at
        from unnest(\(rows.map(\.0.tenant.name)), \(rows.map(\.0.id)), \(rows.map(\.2.civilServant.uuid)),
            \(rows.map(\.2.exam.uuid)), \(rows.map { Int32($0.2.number) }),
            \(rows.map { ($0.1.standing?.status ?? .open).rawValue }), \(rows.map { $0.2.startedAt?.postgres }),
            \(rows.map { $0.1.standing?.endedAt?.postgres }),
            \(rows.map { $0.1.standing?.closingReason?.rawValue }), \(rows.map(\.2.source)),
            \(rows.map { Int32($0.2.passPercent) }), \(rows.map { $0.1.result.map { Int32($0.scoreHundredths) } }),
            \(rows.map { $0.1.result?.passed }), \(rows.map { $0.1.releasedAt?.postgres }),
            \(rows.map { $0.1.result?.objectionsUntil?.description }), \(rows.map { $0.1.correctedAt?.postgres })
        ) n (tenant, id, civil_servant, exam, number, status, started_at, ended_at, reason, source, pass_percent,
            score, passed, released_at, until, corrected_at)
        """
    }

    private func update(of rows: [(key: RowKey, value: ExamAttemptChange)]) -> PostgresQuery {
        """
        update \(raw: schema).exam_attempts a set status = coalesce(n.status, a.status),
            ended_at = case when n.status is null then a.ended_at else n.ended_at end,
            closing_reason = case when n.status is null then a.closing_reason else n.reason end,
            score_hundredths = coalesce(n.score, a.score_hundredths), passed = coalesce(n.passed, a.passed),
            objections_until = coalesce(n.until::date, a.objections_until),
            released_at = coalesce(n.released_at, a.released_at),
            corrected_at = coalesce(n.corrected_at, a.corrected_at)
        from unnest(\(rows.map(\.key.tenant.name)), \(rows.map(\.key.id)),
            \(rows.map { $0.value.standing?.status.rawValue }), \(rows.map { $0.value.standing?.endedAt?.postgres }),
            \(rows.map { $0.value.standing?.closingReason?.rawValue }),
            \(rows.map { $0.value.result.map { Int32($0.scoreHundredths) } }), \(rows.map { $0.value.result?.passed }),
            \(rows.map { $0.value.result?.objectionsUntil?.description }),
            \(rows.map { $0.value.releasedAt?.postgres }), \(rows.map { $0.value.correctedAt?.postgres })
        ) n (tenant, id, status, ended_at, reason, score, passed, until, released_at, corrected_at)
        where a.tenant = n.tenant and a.attempt_id = n.id
        """
    }

    func objectionWrites(_ objections: [RowKey: ObjectionChange]) -> [PostgresQuery] {
        let rows = objections.sorted { $0.key < $1.key }
        let filed = rows.compactMap { row in row.value.filed.map { (row.key, row.value, $0) } }
        let changed = rows.filter { $0.value.filed == nil }
        var queries: [PostgresQuery] = []
        if !filed.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).objections (tenant, objection_id, civil_servant_id, kind, decision_id, status,
                    outcome, filed_at, decision_due_on)
                select n.tenant, n.id, n.objector, n.kind, n.decision, n.status, n.outcome, n.filed_at, n.due::date
                from unnest(\(filed.map(\.0.tenant.name)), \(filed.map(\.0.id)), \(filed.map(\.2.objector.uuid)),
                    \(filed.map(\.2.kind.rawValue)), \(filed.map(\.2.decision.uuid)),
                    \(filed.map { ($0.1.status ?? .filed).rawValue }), \(filed.map { $0.1.outcome?.rawValue }),
                    \(filed.map(\.2.filedAt.postgres)), \(filed.map(\.2.decisionDueOn.description))
                ) n (tenant, id, objector, kind, decision, status, outcome, filed_at, due)
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).objections o set status = coalesce(n.status, o.status),
                    outcome = coalesce(n.outcome, o.outcome)
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)),
                    \(changed.map { $0.value.status?.rawValue }), \(changed.map { $0.value.outcome?.rawValue })
                ) n (tenant, id, status, outcome)
                where o.tenant = n.tenant and o.objection_id = n.id
                """
            )
        }
        return queries
    }
}

import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
package import PostgresClient
import ProjectionRuntime

/// The SQL that writes the learning record: one statement per table and batch of events.
///
/// Rows are written in key order, so that two writers wait for each other instead of deadlocking.
package struct LearningRecordTables: Sendable {
    package static let defaultSchema = "learning_record"

    /// The schema the tables live in; a rebuild writes into another one.
    package let schema: String

    package init(schema: String = defaultSchema) { self.schema = schema }

    /// What brings the schema up to date.
    package var migrations: [Migration] {
        [
            migration("0001-tables", PackageResources._001_tables_sql),
            migration("0002-exams", PackageResources._002_exams_sql),
        ]
    }

    private func migration(_ name: String, _ sql: [UInt8]) -> Migration {
        Migration(name: name, sql: String(decoding: sql, as: UTF8.self), searchPath: schema)
    }

    func writes(of changes: LearningRecordChanges) -> [PostgresQuery] {
        unitWrites(changes.units) + civilServantWrites(changes.civilServants) + batchWrites(changes.batches)
            + participationWrites(changes.participations) + hoursWrites(changes.hours) + examWrites(changes.exams)
            + attemptWrites(changes.attempts) + objectionWrites(changes.objections)
            + timelineWrites(changes.timeline)
    }

    private func unitWrites(_ units: [RowKey: UnitChange]) -> [PostgresQuery] {
        guard !units.isEmpty else { return [] }
        let rows = units.sorted { $0.key < $1.key }
        return [
            """
            insert into \(raw: schema).units as u (tenant, unit_id, name, closed_on)
            select n.tenant, n.unit_id, coalesce(n.name, ''), n.closed_on::date
            from unnest(\(rows.map(\.key.tenant.name)), \(rows.map(\.key.id)), \(rows.map(\.value.name)),
                \(rows.map { $0.value.closedOn?.description })) n (tenant, unit_id, name, closed_on)
            on conflict (tenant, unit_id) do update set name = coalesce(nullif(excluded.name, ''), u.name),
                closed_on = coalesce(excluded.closed_on, u.closed_on)
            """
        ]
    }

    private func batchWrites(_ batches: [RowKey: BatchChange]) -> [PostgresQuery] {
        let rows = batches.sorted { $0.key < $1.key }
        let scheduled = rows.compactMap { row in row.value.scheduled.map { (row.key, row.value, $0) } }
        let changed = rows.filter { $0.value.scheduled == nil }
        var queries: [PostgresQuery] = []
        if !scheduled.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).batches
                    (tenant, batch_id, programme_id, title, form, learning_hours, starts_at, ends_at, status)
                select * from unnest(\(scheduled.map(\.0.tenant.name)), \(scheduled.map(\.0.id)),
                    \(scheduled.map(\.2.programme.uuid)), \(scheduled.map(\.2.title)),
                    \(scheduled.map(\.2.form.rawValue)), \(scheduled.map { Int32($0.2.learningHours) }),
                    \(scheduled.map { $0.1.startsAt?.postgres }), \(scheduled.map { $0.1.endsAt?.postgres }),
                    \(scheduled.map { ($0.1.status ?? .scheduled).rawValue }))
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).batches b set starts_at = coalesce(n.starts_at, b.starts_at),
                    ends_at = coalesce(n.ends_at, b.ends_at), status = coalesce(n.status, b.status)
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)),
                    \(changed.map { $0.value.startsAt?.postgres }), \(changed.map { $0.value.endsAt?.postgres }),
                    \(changed.map { $0.value.status?.rawValue })) n (tenant, batch_id, starts_at, ends_at, status)
                where b.tenant = n.tenant and b.batch_id = n.batch_id
                """
            )
        }
        return queries
    }

    private func participationWrites(_ participations: [ParticipationKey: ParticipationChange]) -> [PostgresQuery] {
        guard !participations.isEmpty else { return [] }
        let rows = participations.sorted { $0.key < $1.key }
        return [
            """
            insert into \(raw: schema).participations as p
                (tenant, civil_servant_id, batch_id, status, changed_at, enrolled_at, ended_at, learning_hours)
            select unnest(\(rows.map(\.key.tenant.name))), unnest(\(rows.map(\.key.civilServant.uuid))),
                unnest(\(rows.map(\.key.batch.uuid))), unnest(\(rows.map(\.value.status.rawValue))),
                unnest(\(rows.map(\.value.changedAt.postgres))), unnest(\(rows.map { $0.value.enrolledAt?.postgres })),
                unnest(\(rows.map { $0.value.endedAt?.postgres })),
                unnest(\(rows.map { $0.value.learningHours.map(Int32.init) }))
            on conflict (tenant, civil_servant_id, batch_id) do update set status = excluded.status,
                changed_at = excluded.changed_at, enrolled_at = coalesce(excluded.enrolled_at, p.enrolled_at),
                ended_at = excluded.ended_at, learning_hours = excluded.learning_hours
            """
        ]
    }
}

extension ParticipationKey: Comparable {
    static func < (left: ParticipationKey, right: ParticipationKey) -> Bool {
        (left.tenant, left.civilServant.uuid.number, left.batch.uuid.number)
            < (right.tenant, right.civilServant.uuid.number, right.batch.uuid.number)
    }
}

extension HoursKey: Comparable {
    static func < (left: HoursKey, right: HoursKey) -> Bool {
        (left.tenant, left.civilServant.uuid.number, left.entry.uuid.number)
            < (right.tenant, right.civilServant.uuid.number, right.entry.uuid.number)
    }
}

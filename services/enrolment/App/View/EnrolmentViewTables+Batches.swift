import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

extension EnrolmentViewTables {
    func batchWrites(_ changes: BatchViewChanges) -> [PostgresQuery] {
        scheduleWrites(changes) + sessionWrites(changes) + participationWrites(changes) + timerWrites(changes)
    }

    /// New batches, then changes of those that are there.
    private func scheduleWrites(_ changes: BatchViewChanges) -> [PostgresQuery] {
        var queries: [PostgresQuery] = []
        let new = changes.scheduled.sorted { $0.key < $1.key }
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).batches (tenant, batch_id, programme_id, title, form, learning_hours, time_zone,
                    capacity, registration_opens_at, registration_closes_at, starts_at, ends_at, status)
                select *, 'scheduled' from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)),
                    \(new.map(\.value.programme.uuid)), \(new.map(\.value.title)), \(new.map(\.value.form.rawValue)),
                    \(new.map { Int32($0.value.learningHours) }), \(new.map(\.value.timeZone.rawValue)),
                    \(new.map { Int32($0.value.capacity) }), \(new.map(\.value.registrationOpensAt.postgres)),
                    \(new.map(\.value.registrationClosesAt.postgres)), \(new.map { $0.value.sessions.start.postgres }),
                    \(new.map { $0.value.sessions.end.postgres }))
                """
            )
        }
        let moved = changes.rescheduled.sorted { $0.key < $1.key }
        if !moved.isEmpty {
            queries.append(
                """
                update \(raw: schema).batches b set time_zone = n.zone, registration_opens_at = n.opens,
                    registration_closes_at = n.closes, starts_at = n.starts, ends_at = n.ends
                from unnest(\(moved.map(\.key.tenant.name)), \(moved.map(\.key.id)),
                    \(moved.map(\.value.timeZone.rawValue)), \(moved.map(\.value.registrationOpensAt.postgres)),
                    \(moved.map(\.value.registrationClosesAt.postgres)),
                    \(moved.map { $0.value.sessions.start.postgres }), \(moved.map { $0.value.sessions.end.postgres })
                ) n (tenant, id, zone, opens, closes, starts, ends)
                where b.tenant = n.tenant and b.batch_id = n.id
                """
            )
        }
        let other = Set(changes.capacities.keys).union(changes.ended.keys).sorted()
        if !other.isEmpty {
            queries.append(
                """
                update \(raw: schema).batches b set capacity = coalesce(n.capacity, b.capacity),
                    status = coalesce(n.status, b.status)
                from unnest(\(other.map(\.tenant.name)), \(other.map(\.id)),
                    \(other.map { changes.capacities[$0].map(Int32.init) }), \(other.map { changes.ended[$0] })
                ) n (tenant, id, capacity, status)
                where b.tenant = n.tenant and b.batch_id = n.id
                """
            )
        }
        return queries
    }

    private func sessionWrites(_ changes: BatchViewChanges) -> [PostgresQuery] {
        let rows = changes.sessions
        guard !rows.isEmpty else { return [] }
        let batches = Set(rows.map(\.batch)).sorted()
        return [
            """
            delete from \(raw: schema).sessions s
            using unnest(\(batches.map(\.tenant.name)), \(batches.map(\.id))) n (tenant, id)
            where s.tenant = n.tenant and s.batch_id = n.id
            """,
            """
            insert into \(raw: schema).sessions (tenant, batch_id, session_id, starts_at, ends_at)
            select * from unnest(\(rows.map(\.batch.tenant.name)), \(rows.map(\.batch.id)),
                \(rows.map(\.session.session.uuid)), \(rows.map(\.session.startsAt.postgres)),
                \(rows.map(\.session.endsAt.postgres)))
            """,
        ]
    }

    private func participationWrites(_ changes: BatchViewChanges) -> [PostgresQuery] {
        let rows = changes.participations.sorted { $0.key < $1.key }
        guard !rows.isEmpty else { return [] }
        return [
            """
            insert into \(raw: schema).participations as p (tenant, civil_servant_id, batch_id, status)
            select * from unnest(\(rows.map(\.key.batch.tenant.name)), \(rows.map(\.key.civilServant.uuid)),
                \(rows.map(\.key.batch.id)), \(rows.map(\.value.rawValue)))
            on conflict (tenant, civil_servant_id, batch_id) do update set status = excluded.status
            """
        ]
    }

    /// Offers that ended, offers that began, then what a new cut-off or the end of a batch does to all of them.
    private func timerWrites(_ changes: BatchViewChanges) -> [PostgresQuery] {
        var queries: [PostgresQuery] = []
        let over = changes.offers.filter { $0.value == nil }.keys.sorted()
        if !over.isEmpty {
            queries.append(
                """
                delete from \(raw: schema).timers t
                using unnest(\(over.map(\.batch.tenant.name)), \(over.map(\.batch.id)),
                    \(over.map(\.civilServant.uuid))) n (tenant, batch, person)
                where t.tenant = n.tenant and t.batch_id = n.batch and t.civil_servant_id = n.person
                """
            )
        }
        let open = changes.offers.compactMap { key, until in until.map { (key: key, until: $0) } }
            .sorted { $0.key < $1.key }
        if !open.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).timers (tenant, batch_id, civil_servant_id, offered_until, due_at)
                select n.*, n.until from unnest(\(open.map(\.key.batch.tenant.name)), \(open.map(\.key.batch.id)),
                    \(open.map(\.key.civilServant.uuid)), \(open.map(\.until.postgres))
                ) n (tenant, batch, person, until)
                on conflict (tenant, batch_id, civil_servant_id) do update set
                    offered_until = excluded.offered_until, due_at = excluded.due_at
                """
            )
        }
        let moved = changes.rescheduled.keys.sorted()
        if !moved.isEmpty {
            queries.append(
                """
                update \(raw: schema).timers t set due_at = least(t.offered_until, b.registration_closes_at)
                from unnest(\(moved.map(\.tenant.name)), \(moved.map(\.id))) n (tenant, id)
                join \(raw: schema).batches b on b.tenant = n.tenant and b.batch_id = n.id
                where t.tenant = n.tenant and t.batch_id = n.id
                """
            )
        }
        let ended = changes.ended.keys.sorted()
        if !ended.isEmpty {
            queries.append(
                """
                delete from \(raw: schema).timers t
                using unnest(\(ended.map(\.tenant.name)), \(ended.map(\.id))) n (tenant, id)
                where t.tenant = n.tenant and t.batch_id = n.id
                """
            )
        }
        return queries
    }
}

extension [BatchSession] {
    /// Start of the first session.
    fileprivate var start: Timestamp { map(\.startsAt).min() ?? Timestamp(microseconds: 0) }
    /// End of the last session.
    fileprivate var end: Timestamp { map(\.endsAt).max() ?? Timestamp(microseconds: 0) }
}

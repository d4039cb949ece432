import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

extension LearningRecordTables {
    /// New people, then changes of known ones, then erasures, which also forget sealed titles of their hours.
    func civilServantWrites(_ civilServants: [RowKey: CivilServantChange]) -> [PostgresQuery] {
        let rows = civilServants.sorted { $0.key < $1.key }
        let hired = rows.filter { $0.value.employmentKind != nil }
        let changed = rows.filter { $0.value.employmentKind == nil }
        let erased = rows.filter { $0.value.erasedAt != nil }
        var queries: [PostgresQuery] = []
        if !hired.isEmpty { queries.append(insertion(of: hired)) }
        if !changed.isEmpty { queries.append(update(of: changed)) }
        if !erased.isEmpty { queries += erasures(of: erased) }
        return queries
    }

    private func insertion(of rows: [(key: RowKey, value: CivilServantChange)]) -> PostgresQuery {
        """
        insert into \(raw: schema).civil_servants (tenant, civil_servant_id, number, name, employment_kind, rank,
            unit_id, post_title, post_level, superior_id, started_on, left_on)
        select n.tenant, n.id, n.number, n.name, n.kind, n.rank, n.unit, n.post, n.level, n.superior,
            n.started::date, n.left_on::date
        from unnest(\(rows.map(\.key.tenant.name)), \(rows.map(\.key.id)), \(rows.map { $0.value.number?.text }),
            \(rows.map { $0.value.name?.text }), \(rows.map { $0.value.employmentKind?.rawValue }),
            \(rows.map { $0.value.rank?.description }), \(rows.map { $0.value.unit?.uuid }),
            \(rows.map(\.value.postTitle)), \(rows.map { $0.value.postLevel?.rawValue }),
            \(rows.map { ($0.value.superior ?? nil)?.uuid }), \(rows.map { $0.value.startedOn?.description }),
            \(rows.map { $0.value.leftOn?.description })
        ) n (tenant, id, number, name, kind, rank, unit, post, level, superior, started, left_on)
        """
    }

    private func update(of rows: [(key: RowKey, value: CivilServantChange)]) -> PostgresQuery {
        """
        update \(raw: schema).civil_servants c set number = coalesce(n.number, c.number),
            name = coalesce(n.name, c.name), rank = coalesce(n.rank, c.rank), unit_id = coalesce(n.unit, c.unit_id),
            post_title = coalesce(n.post, c.post_title), post_level = coalesce(n.level, c.post_level),
            superior_id = case when n.sets_superior then n.superior else c.superior_id end,
            left_on = coalesce(n.left_on::date, c.left_on)
        from unnest(\(rows.map(\.key.tenant.name)), \(rows.map(\.key.id)), \(rows.map { $0.value.number?.text }),
            \(rows.map { $0.value.name?.text }), \(rows.map { $0.value.rank?.description }),
            \(rows.map { $0.value.unit?.uuid }), \(rows.map(\.value.postTitle)),
            \(rows.map { $0.value.postLevel?.rawValue }), \(rows.map { $0.value.superior != nil }),
            \(rows.map { ($0.value.superior ?? nil)?.uuid }), \(rows.map { $0.value.leftOn?.description })
        ) n (tenant, id, number, name, rank, unit, post, level, sets_superior, superior, left_on)
        where c.tenant = n.tenant and c.civil_servant_id = n.id
        """
    }

    private func erasures(of rows: [(key: RowKey, value: CivilServantChange)]) -> [PostgresQuery] {
        let tenants = rows.map(\.key.tenant.name)
        let ids = rows.map(\.key.id)
        return [
            """
            update \(raw: schema).civil_servants c set number = null, name = null, erased_at = n.at
            from unnest(\(tenants), \(ids), \(rows.map { $0.value.erasedAt?.postgres })) n (tenant, id, at)
            where c.tenant = n.tenant and c.civil_servant_id = n.id
            """,
            """
            update \(raw: schema).hours_entries h set title = null from unnest(\(tenants), \(ids)) n (tenant, id)
            where h.tenant = n.tenant and h.civil_servant_id = n.id
            """,
        ]
    }
}

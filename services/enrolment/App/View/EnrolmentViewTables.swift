import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// The SQL that writes the view: one statement per table and batch of events, rows in key order, so that two writers
/// wait for each other instead of deadlocking.
struct EnrolmentViewTables: Sendable {
    let schema: String

    func writes(of changes: EnrolmentViewChanges) -> [PostgresQuery] {
        unitWrites(changes.units) + civilServantWrites(changes.civilServants) + programmeWrites(changes.programmes)
            + batchWrites(changes.batches)
    }

    private func unitWrites(_ units: [RowKey: UnitChange]) -> [PostgresQuery] {
        let rows = units.sorted { $0.key < $1.key }
        let new = rows.filter { $0.value.established != nil }
        let changed = rows.filter { $0.value.established == nil }
        var queries: [PostgresQuery] = []
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).units (tenant, unit_id, name, code, kind, parent_id, closed_on)
                select n.tenant, n.id, n.name, n.code, n.kind, n.parent, n.closed_on::date
                from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)), \(new.map(\.value.name)),
                    \(new.map { $0.value.established?.code }), \(new.map { $0.value.established?.kind.rawValue }),
                    \(new.map { ($0.value.parent ?? nil)?.uuid }), \(new.map { $0.value.closedOn?.description })
                ) n (tenant, id, name, code, kind, parent, closed_on)
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).units u set name = coalesce(n.name, u.name),
                    parent_id = case when n.sets_parent then n.parent else u.parent_id end,
                    closed_on = coalesce(n.closed_on::date, u.closed_on)
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)), \(changed.map(\.value.name)),
                    \(changed.map { $0.value.parent != nil }), \(changed.map { ($0.value.parent ?? nil)?.uuid }),
                    \(changed.map { $0.value.closedOn?.description })
                ) n (tenant, id, name, sets_parent, parent, closed_on)
                where u.tenant = n.tenant and u.unit_id = n.id
                """
            )
        }
        return queries
    }

    private func civilServantWrites(_ people: [RowKey: CivilServantChange]) -> [PostgresQuery] {
        let rows = people.sorted { $0.key < $1.key }
        let new = rows.filter { $0.value.hired != nil }
        let changed = rows.filter { $0.value.hired == nil }
        var queries: [PostgresQuery] = []
        if !new.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).civil_servants
                    (tenant, civil_servant_id, unit_id, superior_id, employment_kind, started_on, is_serving)
                select n.tenant, n.id, n.unit, n.superior, n.kind, n.started_on::date, n.serves
                from unnest(\(new.map(\.key.tenant.name)), \(new.map(\.key.id)), \(new.map { $0.value.unit?.uuid }),
                    \(new.map { ($0.value.superior ?? nil)?.uuid }),
                    \(new.map { $0.value.hired?.employmentKind.rawValue }),
                    \(new.map { $0.value.hired?.startedOn.description }), \(new.map { !$0.value.hasLeft })
                ) n (tenant, id, unit, superior, kind, started_on, serves)
                """
            )
        }
        if !changed.isEmpty {
            queries.append(
                """
                update \(raw: schema).civil_servants c set unit_id = coalesce(n.unit, c.unit_id),
                    superior_id = case when n.sets_superior then n.superior else c.superior_id end,
                    is_serving = c.is_serving and not n.has_left
                from unnest(\(changed.map(\.key.tenant.name)), \(changed.map(\.key.id)),
                    \(changed.map { $0.value.unit?.uuid }), \(changed.map { $0.value.superior != nil }),
                    \(changed.map { ($0.value.superior ?? nil)?.uuid }), \(changed.map(\.value.hasLeft))
                ) n (tenant, id, unit, sets_superior, superior, has_left)
                where c.tenant = n.tenant and c.civil_servant_id = n.id
                """
            )
        }
        return queries
    }
}

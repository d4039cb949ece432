import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient

extension LearningRecordTables {
    /// New entries, or cancelled ones recorded anew, with what happened to them in the same batch; then changes of
    /// entries that were there before.
    func hoursWrites(_ hours: [HoursKey: HoursChange]) -> [PostgresQuery] {
        let rows = hours.sorted { $0.key < $1.key }
        let recorded = rows.compactMap { row in row.value.recorded.map { (row.key, row.value, $0) } }
        let changed = rows.filter { $0.value.recorded == nil }
        var queries: [PostgresQuery] = []
        if !recorded.isEmpty { queries.append(insertion(of: recorded)) }
        if !changed.isEmpty { queries.append(update(of: changed)) }
        return queries
    }

    /// The streams of a person and of their ledger come in any order, so an entry that comes after the erasure keeps
    /// no title either.
    private func insertion(of rows: [(HoursKey, HoursChange, LearningHoursRecorded)]) -> PostgresQuery {
        """
        insert into \(raw: schema).hours_entries (tenant, civil_servant_id, entry_id, source, batch_id, form, started_on,
            ended_on, awarded, counted, status, limits, rate_card, title)
        select n.tenant, n.id, n.entry, n.source, n.batch, n.form, n.started::date, n.ended::date, n.awarded, n.counted,
            n.status, string_to_array(n.limits, ','), n.card,
            case when c.erased_at is null then n.title end
        from (
            select unnest(\(rows.map(\.0.tenant.name))) tenant, unnest(\(rows.map(\.0.civilServant.uuid))) id,
                unnest(\(rows.map(\.0.entry.uuid))) entry, unnest(\(rows.map(\.2.source.rawValue))) source,
                unnest(\(rows.map { $0.2.batch?.uuid })) batch, unnest(\(rows.map(\.2.form.rawValue))) form,
                unnest(\(rows.map(\.2.startedOn.description))) started,
                unnest(\(rows.map(\.2.endedOn.description))) ended,
                unnest(\(rows.map { Int32($0.2.awarded) })) awarded,
                unnest(\(rows.map { Int32($0.1.recounted?.counted ?? $0.2.counted) })) counted,
                unnest(\(rows.map { ($0.1.status ?? .recorded).rawValue })) status,
                unnest(\(rows.map { list($0.1.recounted?.limits ?? $0.2.limits) })) limits,
                unnest(\(rows.map { $0.1.recounted?.rateCard ?? $0.2.rateCard })) card,
                unnest(\(rows.map { $0.2.title?.text })) title
        ) n
        left join \(raw: schema).civil_servants c on c.tenant = n.tenant and c.civil_servant_id = n.id
        on conflict (tenant, civil_servant_id, entry_id) do update set source = excluded.source,
            batch_id = excluded.batch_id, form = excluded.form, started_on = excluded.started_on,
            ended_on = excluded.ended_on, awarded = excluded.awarded, counted = excluded.counted,
            status = excluded.status, limits = excluded.limits, rate_card = excluded.rate_card, title = excluded.title
        """
    }

    private func update(of rows: [(key: HoursKey, value: HoursChange)]) -> PostgresQuery {
        """
        update \(raw: schema).hours_entries h set status = coalesce(n.status, h.status),
            counted = coalesce(n.counted, h.counted), rate_card = coalesce(n.card, h.rate_card),
            limits = coalesce(string_to_array(n.limits, ','), h.limits)
        from unnest(\(rows.map(\.key.tenant.name)), \(rows.map(\.key.civilServant.uuid)),
            \(rows.map(\.key.entry.uuid)), \(rows.map { $0.value.status?.rawValue }),
            \(rows.map { $0.value.recounted.map { Int32($0.counted) } }), \(rows.map { $0.value.recounted?.rateCard }),
            \(rows.map { $0.value.recounted.map { list($0.limits) } })
        ) n (tenant, id, entry, status, counted, card, limits)
        where h.tenant = n.tenant and h.civil_servant_id = n.id and h.entry_id = n.entry
        """
    }

    /// Names of caps hold no comma.
    private func list(_ limits: [HoursLimit]) -> String { limits.map(\.rawValue).joined(separator: ",") }
}

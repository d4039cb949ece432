import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

extension EnrolmentViewTables {
    /// Topics stand in one column, a tag per line, as no tag has line ends.
    func programmeWrites(_ programmes: [RowKey: ProgrammeChange]) -> [PostgresQuery] {
        let rows = programmes.sorted { $0.key < $1.key }
        let written = rows.compactMap { row in row.value.content.map { (key: row.key, fact: $0, row.value.retiredOn) } }
        let retired = rows.filter { $0.value.content == nil && $0.value.retiredOn != nil }
        var queries: [PostgresQuery] = []
        if !written.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).programmes (tenant, programme_id, revision, code, title, form,
                    competence_group, learning_hours, topics, current_until, retired_on)
                select n.tenant, n.id, n.revision, n.code, n.title, n.form, n.competence_group, n.hours, n.topics,
                    n.current_until::date, n.retired_on::date
                from unnest(\(written.map(\.key.tenant.name)), \(written.map(\.key.id)),
                    \(written.map { Int32($0.fact.revision) }), \(written.map(\.fact.code)),
                    \(written.map(\.fact.title)), \(written.map(\.fact.form.rawValue)),
                    \(written.map(\.fact.competenceGroup.rawValue)), \(written.map { Int32($0.fact.learningHours) }),
                    \(written.map { $0.fact.topics.joined(separator: "\n") }),
                    \(written.map { $0.fact.currentUntil?.description }), \(written.map { $0.2?.description })
                ) n (tenant, id, revision, code, title, form, competence_group, hours, topics, current_until, retired_on)
                on conflict (tenant, programme_id) do update set revision = excluded.revision, code = excluded.code,
                    title = excluded.title, form = excluded.form, competence_group = excluded.competence_group,
                    learning_hours = excluded.learning_hours, topics = excluded.topics,
                    current_until = excluded.current_until, retired_on = excluded.retired_on
                """
            )
        }
        if !retired.isEmpty {
            queries.append(
                """
                update \(raw: schema).programmes p set retired_on = n.retired_on::date
                from unnest(\(retired.map(\.key.tenant.name)), \(retired.map(\.key.id)),
                    \(retired.map { $0.value.retiredOn?.description })) n (tenant, id, retired_on)
                where p.tenant = n.tenant and p.programme_id = n.id
                """
            )
        }
        return queries
    }
}

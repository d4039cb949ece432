import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

extension LearningRecordTables {
    /// Lines of people whom the event names; then lines of streams whose first event named them.
    ///
    /// Written after attempts and objections, so that a stream's person is known.
    func timelineWrites(_ rows: [TimelineRow]) -> [PostgresQuery] {
        let unnamed = rows.filter { $0.civilServant == nil }
        let named = unnamed.isEmpty ? rows : rows.filter { $0.civilServant != nil }
        var queries: [PostgresQuery] = []
        if !named.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).timeline (tenant, civil_servant_id, occurred_at, version, stream_id, event_id,
                    category, type, payload)
                select unnest(\(named.map(\.tenant))), unnest(\(named.map(\.civilServant))),
                    unnest(\(named.map(\.occurredAt))), unnest(\(named.map(\.version))),
                    unnest(\(named.map(\.stream))), unnest(\(named.map(\.event))), unnest(\(named.map(\.category))),
                    unnest(\(named.map(\.type))), unnest(\(named.map(\.payload)))
                """
            )
        }
        if !unnamed.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).timeline (tenant, civil_servant_id, occurred_at, version, stream_id, event_id,
                    category, type, payload)
                select n.tenant, coalesce(a.civil_servant_id, o.civil_servant_id), n.occurred_at, n.version, n.stream,
                    n.event, n.category, n.type, n.payload
                from unnest(\(unnamed.map(\.tenant)), \(unnamed.map(\.occurredAt)), \(unnamed.map(\.version)),
                    \(unnamed.map(\.stream)), \(unnamed.map(\.event)), \(unnamed.map(\.category)),
                    \(unnamed.map(\.type)), \(unnamed.map(\.payload))
                ) n (tenant, occurred_at, version, stream, event, category, type, payload)
                left join \(raw: schema).exam_attempts a
                    on n.category = 'attempt' and a.tenant = n.tenant and a.attempt_id = n.stream
                left join \(raw: schema).objections o
                    on n.category = 'objection' and o.tenant = n.tenant and o.objection_id = n.stream
                where coalesce(a.civil_servant_id, o.civil_servant_id) is not null
                """
            )
        }
        return queries
    }
}

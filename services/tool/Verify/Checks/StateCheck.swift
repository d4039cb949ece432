import EventSourcing
import Foundation
import PostgresClient

/// Holds the states that a service keeps against the events that they stand for.
struct StateCheck {
    let snapshot: Snapshot
    let context: VerifiedContext
    let tenantCondition: String
    let findings: Findings

    func run() async throws {
        guard !context.states.isEmpty else { return }
        let kept = context.states.map { "('\($0.category)', \($0.schema))" }.joined(separator: ", ")
        var cursor = try await snapshot.cursor(
            "states",
            """
            SELECT tenant, category, stream_id, version, state FROM \(context.storeSchema).snapshots
            WHERE (category, schema) IN (\(kept)) AND \(tenantCondition)
            """,
            page: 10
        )
        while let row = try await cursor.next() {
            let (tenant, category, stream, version, state) = try row.decode((String, String, UUID, Int64, [UInt8]).self)
            guard let rules = context.states.first(where: { $0.category == category }) else { continue }
            let place = "the state kept of \(tenant)/\(category)-\(stream.lowercased)"
            let history = try await history(tenant, category, stream, through: version)
            findings.count("kept states")
            let last = history.last?.version ?? 0
            if last < version {
                differ(place, expected: "a version up to \(last)", found: "version \(version)")
            } else if try !rules.amounts(state, history) {
                differ(place, expected: "what its events amount to at version \(version)", found: "another state")
            }
        }
    }

    private func differ(_ place: String, expected: String, found: String) {
        findings.differ(context.storeArea, place, expected: expected, found: found)
    }

    private func history(_ tenant: String, _ category: String, _ stream: UUID, through version: Int64)
        async throws -> [EventEnvelope]
    {
        let rows = try await snapshot.rows(
            """
            SELECT \(raw: StoredEvent.columns()) FROM \(raw: context.storeSchema).events e
            WHERE e.stream_id = \(stream) AND e.category = \(category) AND e.tenant = \(tenant)
                AND e.version <= \(version)
            ORDER BY e.version
            """
        )
        return try rows.compactMap { try StoredEvent.read($0) }
    }
}

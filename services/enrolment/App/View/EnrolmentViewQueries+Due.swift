import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// A batch in which an offer has run out, of whichever tenant: the timer serves all.
struct DueBatch: Hashable, Sendable {
    let tenant: TenantID
    let batch: BatchID
}

extension EnrolmentViewQueries {
    /// Batches with an offer that has run out, of all tenants, those that wait longest first.
    func dueBatches(at now: Timestamp, limit: Int) async throws -> [DueBatch] {
        let rows = try await client.query(
            """
            select tenant, batch_id from \(raw: schema).timers where due_at <= \(now.postgres)
            group by tenant, batch_id order by min(due_at) limit \(Int32(limit))
            """
        )
        return try rows.decode((String, UUID).self).compactMap { name, batch in
            TenantID(name).map { DueBatch(tenant: $0, batch: BatchID(batch)) }
        }
    }

    /// When the next offer runs out.
    func nextDueTime(after now: Timestamp) async throws -> Timestamp? {
        let rows = try await client.query(
            "select min(due_at) from \(raw: schema).timers where due_at > \(now.postgres)"
        )
        return try rows.first?.decode(PostgresMicroseconds?.self, at: 0).map { Timestamp($0) }
    }
}

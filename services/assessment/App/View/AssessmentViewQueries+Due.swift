import AssessmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// An attempt whose time is up, of whichever tenant: the timer serves all.
struct DueAttempt: Hashable, Sendable {
    let tenant: TenantID
    let attempt: AttemptID
}

extension AssessmentViewQueries {
    /// Attempts whose time was up at `instant`, those that are due longest first.
    func dueAttempts(at instant: Timestamp, limit: Int) async throws -> [DueAttempt] {
        try await client.query(
            """
            select tenant, attempt_id from \(raw: schema).attempts
            where due_at is not null and due_at <= \(instant.postgres) order by due_at, tenant, attempt_id
            limit \(Int32(limit))
            """
        ).compactMap { row in
            let (tenant, attempt) = try row.decode((String, UUID).self)
            return TenantID(tenant).map { DueAttempt(tenant: $0, attempt: AttemptID(attempt)) }
        }
    }

    /// When the next attempt after `instant` is due.
    func nextDueTime(after instant: Timestamp) async throws -> Timestamp? {
        let rows = try await client.query(
            """
            select due_at from \(raw: schema).attempts
            where due_at is not null and due_at > \(instant.postgres) order by due_at limit 1
            """
        )
        return try rows.first.map { Timestamp(try $0.decode(PostgresMicroseconds.self)) }
    }
}

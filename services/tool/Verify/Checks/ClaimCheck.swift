import EventSourcing
import Foundation
import PostgresClient

/// Holds the claimed values against the events: a stream has its value for as long as they say, one of each kind.
///
/// Which value cannot be looked at, since what is kept is a digest. But one that is gone could be given to somebody else.
struct ClaimCheck {
    let snapshot: Snapshot
    let context: VerifiedContext
    let findings: Findings

    func run() async throws {
        let claims = "\(context.storeSchema).unique_claims"
        let none = "SELECT tenant, kind, category, stream_id FROM \(claims) WHERE false"
        let holders = context.claims.map { $0.holders(in: "\(context.storeSchema).events") }
        let astray = try await snapshot.rows(
            """
            SELECT tenant, kind, category, stream_id, d.due IS NOT NULL, coalesce(h.held, 0)
            FROM (SELECT *, true AS due FROM (\(raw: ([none] + holders).joined(separator: " UNION ALL "))) s) d
            FULL JOIN (
                SELECT tenant, kind, category, stream_id, count(*) AS held FROM \(raw: claims)
                GROUP BY tenant, kind, category, stream_id
            ) h USING (tenant, kind, category, stream_id)
            WHERE d.due IS NULL OR h.held IS DISTINCT FROM 1 LIMIT 100
            """
        ).decode((String, String, String, UUID, Bool, Int64).self)
        for (tenant, kind, category, stream, isDue, count) in astray {
            findings.differ(
                context.storeArea,
                "the \(kind) claimed by \(tenant)/\(category)-\(stream.lowercased)",
                expected: isDue ? "one value" : "none, by the stream's events",
                found: count == 1 ? "one" : "\(count)"
            )
        }
    }
}

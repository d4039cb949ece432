import EventSourcing
import Foundation
import PostgresClient

/// Holds the vault against recorded erasures: whoever is erased has no key any more.
struct ErasureCheck {
    let snapshot: Snapshot
    let schema: String
    let books: ProjectionBooks
    /// What says that somebody is erased: the type's name up to its version.
    let type: String
    let tenantCondition: String
    let findings: Findings

    /// The vault is looked at after the snapshot of the store was taken.
    func run(_ vault: Snapshot) async throws {
        var cursor = try await snapshot.cursor(
            "erasures",
            """
            SELECT \(StoredEvent.columns()) FROM \(schema).events e
            WHERE e.type LIKE '\(type).%' AND \(tenantCondition)
            """
        )
        var page: [EventEnvelope] = []
        while let row = try await cursor.next() {
            guard let event = try StoredEvent.read(row), books.hasApplied(event) else { continue }
            page.append(event)
            if page.count == 1_000 {
                try await check(page, vault)
                page = []
            }
        }
        try await check(page, vault)
    }

    private func check(_ erased: [EventEnvelope], _ vault: Snapshot) async throws {
        guard !erased.isEmpty else { return }
        findings.count("erasures", erased.count)
        let living = try await vault.rows(
            """
            SELECT k.tenant, k.subject_id FROM vault.subject_keys k
            JOIN unnest(\(erased.map(\.tenant.name)), \(erased.map(\.stream.id))) n (tenant, id)
                ON n.tenant = k.tenant AND n.id = k.subject_id
            WHERE k.wrapped_key IS NOT NULL
            """
        ).decode((String, UUID).self)
        for (tenant, subject) in living {
            findings.differ(
                "vault",
                "key of \(tenant)/\(subject.lowercased)",
                expected: "destroyed, as the person is erased",
                found: "a key"
            )
        }
    }
}

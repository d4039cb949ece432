import EventSourcing
import Foundation
import PostgresClient

/// Holds the vault against the people of a store: whoever is erased has no key any more, everybody else has one.
struct VaultCheck {
    let snapshot: Snapshot
    let schema: String
    let books: ProjectionBooks
    let people: VerifiedContext.People
    let tenantCondition: String
    let findings: Findings

    /// The vault is looked at after the snapshot of the store was taken.
    ///
    /// `store` is where that is, to look at it once more.
    func run(_ vault: Snapshot, _ store: PostgresConfiguration) async throws {
        try await checkErased(vault)
        try await checkLiving(vault, store)
    }

    private func checkErased(_ vault: Snapshot) async throws {
        var cursor = try await snapshot.cursor(
            "erasures",
            """
            SELECT \(StoredEvent.columns()) FROM \(schema).events e
            WHERE e.type LIKE '\(people.erased).%' AND \(tenantCondition)
            """
        )
        var page: [EventEnvelope] = []
        while let row = try await cursor.next() {
            guard let event = try StoredEvent.read(row), books.hasApplied(event) else { continue }
            page.append(event)
            if page.count == 1_000 {
                try await check(erased: page, vault)
                page = []
            }
        }
        try await check(erased: page, vault)
    }

    private func check(erased: [EventEnvelope], _ vault: Snapshot) async throws {
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
            differ(tenant, subject, expected: "destroyed, as the person is erased", found: "a key")
        }
    }

    private func checkLiving(_ vault: Snapshot, _ store: PostgresConfiguration) async throws {
        var cursor = try await snapshot.cursor(
            "living",
            """
            SELECT e.tenant, e.stream_id FROM \(schema).events e
            WHERE e.type LIKE '\(people.registered).%' AND \(tenantCondition)
            AND NOT EXISTS (SELECT FROM \(schema).events r WHERE r.stream_id = e.stream_id
                AND r.category = e.category AND r.tenant = e.tenant AND r.type LIKE '\(people.erased).%')
            """
        )
        var page: [(tenant: String, subject: UUID)] = []
        while let row = try await cursor.next() {
            page.append(try row.decode((String, UUID).self))
            if page.count == 1_000 {
                try await check(living: page, vault, store)
                page = []
            }
        }
        try await check(living: page, vault, store)
    }

    private func check(living: [(tenant: String, subject: UUID)], _ vault: Snapshot, _ store: PostgresConfiguration)
        async throws
    {
        guard !living.isEmpty else { return }
        findings.count("keys", living.count)
        let missing = try await vault.rows(
            """
            SELECT n.tenant, n.id, k.subject_id IS NOT NULL
            FROM unnest(\(living.map(\.tenant)), \(living.map(\.subject))) n (tenant, id)
            LEFT JOIN vault.subject_keys k ON n.tenant = k.tenant AND n.id = k.subject_id
            WHERE k.wrapped_key IS NULL
            """
        ).decode((String, UUID, Bool).self)
        guard !missing.isEmpty else { return }
        // An event says that somebody is erased before the key goes: who is gone from the vault meanwhile is erased by now.
        let erased = try await Snapshot.with(of: store) { now in
            try await now.rows(
                """
                SELECT DISTINCT e.stream_id FROM \(raw: schema).events e
                WHERE e.stream_id = ANY (\(missing.map(\.1))) AND e.type LIKE '\(raw: people.erased).%'
                """
            ).decode(UUID.self)
        }
        for (tenant, subject, isThere) in missing where !erased.contains(subject) {
            differ(
                tenant,
                subject,
                expected: "a key, as the person is not erased",
                found: isThere ? "destroyed" : "none"
            )
        }
    }

    private func differ(_ tenant: String, _ subject: UUID, expected: String, found: String) {
        findings.differ("vault", "key of \(tenant)/\(subject.lowercased)", expected: expected, found: found)
    }
}

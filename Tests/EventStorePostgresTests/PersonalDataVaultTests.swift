import Cryptography
import EventSourcing
import TestSupport
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

struct PersonalDataVaultTests {
    private let tenant = TenantID.example()
    private let subject = SubjectID(UUID())
    private let masterKey = SymmetricKey.random()

    private func withVault(
        _ body: (_ vault: PostgresPersonalDataVault, _ client: PostgresClient) async throws -> Void
    ) async throws {
        try await withTestDatabase { client, _ in
            try await body(try await PostgresPersonalDataVault.open(client, masterKey: masterKey), client)
        }
    }

    @Test func `opens what it sealed, in another process too`() async throws {
        try await withVault { vault, client in
            let sealed = try await vault.seal([("name", "Cut Nyak"), ("note", "")], for: subject, tenant: tenant)
            let fields = [(field: "name", value: sealed[0]), (field: "note", value: sealed[1])]
            #expect(try await vault.open(fields, tenant: tenant) == ["Cut Nyak", ""])
            let other = try await PostgresPersonalDataVault.open(client, masterKey: masterKey)
            #expect(try await other.open(fields, tenant: tenant) == ["Cut Nyak", ""])
        }
    }

    @Test func `seals the same value differently each time`() async throws {
        try await withVault { vault, _ in
            let sealed = try await vault.seal([("name", "A"), ("name", "A")], for: subject, tenant: tenant)
            #expect(sealed[0] != sealed[1])
        }
    }

    @Test func `binds what is sealed to its field, its subject and its tenant`() async throws {
        try await withVault { vault, _ in
            let other = SubjectID(UUID())
            let sealed = try await vault.seal([("name", "A")], for: subject, tenant: tenant)[0]
            _ = try await vault.seal([("name", "B")], for: other, tenant: tenant)
            _ = try await vault.seal([("name", "C")], for: subject, tenant: .example("tebo"))
            let moved = SealedField(subject: other, ciphertext: sealed.ciphertext)
            let cut = SealedField(subject: subject, ciphertext: String(sealed.ciphertext.dropLast(4)))
            await #expect(throws: VaultError.tampered(subject)) {
                try await vault.open([("nip", sealed)], tenant: tenant)
            }
            await #expect(throws: VaultError.tampered(other)) {
                try await vault.open([("name", moved)], tenant: tenant)
            }
            await #expect(throws: VaultError.tampered(subject)) {
                try await vault.open([("name", cut)], tenant: tenant)
            }
            await #expect(throws: VaultError.tampered(subject)) {
                try await vault.open([("name", sealed)], tenant: .example("tebo"))
            }
        }
    }

    @Test func `an erased subject stays erased`() async throws {
        try await withVault { vault, client in
            let sealed = try await vault.seal([("name", "A")], for: subject, tenant: tenant)[0]
            let kept = try await vault.seal([("name", "B")], for: SubjectID(UUID()), tenant: tenant)[0]
            try await vault.destroyKey(of: subject, tenant: tenant)
            try await vault.destroyKey(of: subject, tenant: tenant)
            #expect(try await vault.open([("name", sealed), ("name", kept)], tenant: tenant) == [nil, "B"])
            await #expect(throws: VaultError.erased(subject)) {
                try await vault.seal([("name", "A")], for: subject, tenant: tenant)
            }
            let other = try await PostgresPersonalDataVault.open(client, masterKey: masterKey)
            #expect(try await other.open([("name", sealed)], tenant: tenant) == [nil])
            let neverSealed = SubjectID(UUID())
            try await vault.destroyKey(of: neverSealed, tenant: tenant)
            await #expect(throws: VaultError.erased(neverSealed)) {
                try await vault.seal([("name", "A")], for: neverSealed, tenant: tenant)
            }
        }
    }

    @Test func `an erasure by another process is noticed when the cached key has expired or was forgotten`()
        async throws
    {
        try await withVault { first, client in
            let second = try await PostgresPersonalDataVault.open(
                client,
                masterKey: masterKey,
                keyLifetime: .milliseconds(50)
            )
            let sealed = try await first.seal([("name", "A")], for: subject, tenant: tenant)[0]
            #expect(try await second.open([("name", sealed)], tenant: tenant) == ["A"])
            try await second.destroyKey(of: subject, tenant: tenant)
            try await soon { try await second.open([("name", sealed)], tenant: tenant) == [nil] }
            #expect(try await first.open([("name", sealed)], tenant: tenant) == ["A"])
            first.forget(subject, tenant: tenant)
            #expect(try await first.open([("name", sealed)], tenant: tenant) == [nil])
        }
    }

    @Test func `two processes that make the same keys at once agree on them`() async throws {
        try await withVault { first, client in
            let second = try await PostgresPersonalDataVault.open(client, masterKey: masterKey)
            let subjects = (0..<500).map { _ in SubjectID(UUID()) }
            async let ours = first.seal(subjects.map { ($0, [("name", "A")]) }, tenant: tenant)
            async let theirs = second.seal(subjects.reversed().map { ($0, [("name", "B")]) }, tenant: tenant)
            let sealed = try await (ours + theirs).flatMap { $0 }.map { (field: "name", value: $0) }
            let fresh = try await PostgresPersonalDataVault.open(client, masterKey: masterKey)
            let expected = Array(repeating: "A", count: 500) + Array(repeating: "B", count: 500)
            #expect(try await fresh.open(sealed, tenant: tenant) == expected)
        }
    }

    @Test func `keeps no key in the clear and opens nothing with another master key`() async throws {
        try await withVault { vault, client in
            let sealed = try await vault.seal([("name", "A")], for: subject, tenant: tenant)[0]
            let stranger = try await PostgresPersonalDataVault.open(client, masterKey: .random())
            await #expect {
                _ = try await stranger.open([("name", sealed)], tenant: tenant)
            } throws: { error in
                if case VaultError.unavailable(let reason) = error { reason.contains("master key") } else { false }
            }
        }
    }

    @Test func `gives equal values equal digests, apart by kind and tenant, and only with its master key`() async throws
    {
        try await withVault { vault, client in
            let claim = vault.claimDigest(kind: "nip", value: "198", tenant: tenant)
            #expect(claim == vault.claimDigest(kind: "nip", value: "198", tenant: tenant))
            #expect(claim.digest.count == 32)
            let others = [
                vault.claimDigest(kind: "nip", value: "199", tenant: tenant),
                vault.claimDigest(kind: "ni", value: "p198", tenant: tenant),
                vault.claimDigest(kind: "nip", value: "198", tenant: .example("tebo")),
                try await PostgresPersonalDataVault.open(client, masterKey: .random())
                    .claimDigest(kind: "nip", value: "198", tenant: tenant),
            ]
            #expect(!others.map(\.digest).contains(claim.digest))
            #expect(Set(others.map(\.digest)).count == others.count)
        }
    }

    @Test func `personal data is nowhere readable in the store, and erasure leaves the events as they are`()
        async throws
    {
        try await withVault { vault, _ in
            try await withStore { store, client in
                let name = "Cut Nyak Dhien"
                let sealed = try await vault.seal([("name", name)], for: subject, tenant: tenant)[0]
                let event = EncodedEvent(
                    id: UUID(),
                    type: "light.owner-named.v1",
                    payload: try CanonicalJSON.encode(["name": sealed]),
                    occurredAt: .example
                )
                let claim = vault.claimDigest(kind: "name", value: name, tenant: tenant)
                let command = CommandEvents(context: .example(), fingerprint: [], events: [event], claims: [claim])
                let stream = StreamID.lamp()
                _ = try await store.append(.lamp(stream, .noStream, [command])).receipts()
                for table in ["events", "commands", "unique_claims", "snapshots"] {
                    let rows = try await client.query("select t::text from light.\(raw: table) t")
                    for row in try rows.decode(String.self) { #expect(!row.contains("Nyak")) }
                }
                try await vault.destroyKey(of: subject, tenant: tenant)
                let stored = try #require(try await store.load(stream, after: 0, snapshotSchema: nil).events.first)
                #expect(stored.payload == event.payload)
                let field = try #require(
                    try CanonicalJSON.decode([String: SealedField].self, from: stored.payload)["name"]
                )
                #expect(try await vault.open([("name", field)], tenant: tenant) == [nil])
            }
        }
    }
}

import Cryptography
import EventSourcing
import FoundationEssentials
import PostgresClient

/// The vault's table: one wrapped key per subject.
struct SubjectKeys: Sendable {
    typealias Subject = SubjectKeyCache.Subject

    let client: PostgresClient
    let schema: String
    let masterKey: SymmetricKey

    private var table: String { "\"\(schema)\".subject_keys" }

    /// The keys of those subjects that have one; `nil` for an erased subject, no entry for one that never had a key.
    func keys(of subjects: [Subject]) async throws(VaultError) -> [Subject: SymmetricKey?] {
        guard !subjects.isEmpty else { return [:] }
        do {
            let rows = try await client.query(
                """
                select k.tenant, k.subject_id, k.wrapped_key from \(raw: table) k
                join unnest(\(subjects.map(\.tenant.name)), \(subjects.map(\.id.uuid))) asked (tenant, subject_id)
                    using (tenant, subject_id)
                """
            )
            return try unwrapped(rows)
        } catch {
            throw VaultError(error)
        }
    }

    /// Makes keys for the subjects that never had one.
    ///
    /// Another process may do the same at this moment, and the first one wins: look the keys up afterwards.
    func create(for subjects: [Subject]) async throws(VaultError) {
        // In key order, so that two processes with the same subjects never wait for each other crosswise.
        let sorted = subjects.sorted { ($0.tenant, $0.id) < ($1.tenant, $1.id) }
        let wrapped = sorted.map { SealedBox.seal(SymmetricKey.random().bytes, with: masterKey, context: context($0)) }
        do {
            try await client.execute(
                """
                insert into \(raw: table) (tenant, subject_id, wrapped_key)
                select * from unnest(\(sorted.map(\.tenant.name)), \(sorted.map(\.id.uuid)), \(wrapped))
                on conflict do nothing
                """
            )
        } catch {
            throw VaultError(error)
        }
    }

    /// Leaves a row behind, so that no new key is ever made for the subject.
    func destroy(_ subject: Subject) async throws(VaultError) {
        do {
            try await client.execute(
                """
                insert into \(raw: table) as kept (tenant, subject_id, wrapped_key, destroyed_at)
                values (\(subject.tenant.name), \(subject.id.uuid), null, clock_timestamp())
                on conflict (tenant, subject_id) do update
                set wrapped_key = null, destroyed_at = clock_timestamp()
                where kept.destroyed_at is null
                """
            )
        } catch {
            throw VaultError(error)
        }
    }

    private func unwrapped(_ rows: PostgresRows) throws -> [Subject: SymmetricKey?] {
        var keys: [Subject: SymmetricKey?] = [:]
        for row in rows {
            let (tenant, id, wrapped) = try row.decode((String, UUID, [UInt8]?).self)
            let subject = Subject(tenant: try tenantID(tenant), id: SubjectID(id))
            guard let wrapped else {
                keys[subject] = .some(nil)
                continue
            }
            do {
                let bytes = try SealedBox.open(wrapped, with: masterKey, context: context(subject))
                keys[subject] = try SymmetricKey(bytes: bytes)
            } catch {
                throw VaultError.unavailable("a key does not open with this master key; is it the right one?")
            }
        }
        return keys
    }

    private func context(_ subject: Subject) -> [UInt8] {
        [UInt8]("subject key|\(subject.tenant)|\(subject.id)".utf8)
    }
}

extension VaultError {
    init(_ error: any Error) {
        switch error {
        case let error as VaultError: self = error
        case let error as PostgresError: self = .unavailable(error.description)
        case is CancellationError: self = .unavailable("the request was cancelled")
        default: self = .unavailable("the vault's database did not answer")
        }
    }
}

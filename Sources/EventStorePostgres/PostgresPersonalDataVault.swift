package import Cryptography
package import EventSourcing
package import PostgresClient

/// Seals personal values with keys that live in a database of their own.
///
/// A subject's key is random, kept wrapped with the master key, and never leaves the process. What is sealed is bound to
/// tenant, subject and field. After an erasure here nothing opens at once; other processes follow within the lifetime
/// of their caches.
package final class PostgresPersonalDataVault: PersonalDataVault {
    private typealias Subject = SubjectKeyCache.Subject

    private let keys: SubjectKeys
    private let cache: SubjectKeyCache
    private let digestKey: SymmetricKey

    /// Brings the vault's schema up to date and opens it.
    ///
    /// The master key opens every key; without it nothing can be read, so keep it apart from both databases.
    /// `cachedKeys` unwrapped keys stay in memory for `keyLifetime`, which bounds how late an erasure by another process
    /// is noticed. Throws `PostgresError` when the database cannot be reached.
    package static func open(
        _ client: PostgresClient,
        schema: String = "vault",
        masterKey: SymmetricKey,
        cachedKeys: Int = 10_000,
        keyLifetime: Duration = .seconds(60)
    ) async throws -> PostgresPersonalDataVault {
        _ = try await migrate(client, schema: schema, migrations: EventStoreMigrations.vault(schema: schema))
        return PostgresPersonalDataVault(
            keys: SubjectKeys(client: client, schema: schema, masterKey: masterKey.derive(1, context: "wrap")),
            cache: SubjectKeyCache(capacity: cachedKeys, lifetime: keyLifetime),
            digestKey: masterKey.derive(2, context: "claims")
        )
    }

    private init(keys: SubjectKeys, cache: SubjectKeyCache, digestKey: SymmetricKey) {
        self.keys = keys
        self.cache = cache
        self.digestKey = digestKey
    }

    package func seal(_ values: [(field: String, value: String)], for subject: SubjectID, tenant: TenantID)
        async throws(VaultError) -> [SealedField]
    {
        try await seal([(subject, values)], tenant: tenant).flatMap { $0 }
    }

    /// Seals the values of many subjects, with two statements for all of them.
    ///
    /// - Returns: per subject, in the order given.
    /// - Throws: `.erased` when any of the subjects is; then nothing was sealed.
    package func seal(
        _ subjects: [(subject: SubjectID, values: [(field: String, value: String)])],
        tenant: TenantID
    ) async throws(VaultError) -> [[SealedField]] {
        let keys = try await existingOrNewKeys(of: Set(subjects.map { Subject(tenant: tenant, id: $0.subject) }))
        var sealed: [[SealedField]] = []
        sealed.reserveCapacity(subjects.count)
        for (id, values) in subjects {
            let subject = Subject(tenant: tenant, id: id)
            guard let key = keys[subject] else { throw .erased(id) }
            sealed.append(
                values.map { field, value in
                    let box = SealedBox.seal([UInt8](value.utf8), with: key, context: context(field, of: subject))
                    return SealedField(subject: id, ciphertext: Base64URL.encode(box))
                }
            )
        }
        return sealed
    }

    package func open(_ sealed: [(field: String, value: SealedField)], tenant: TenantID)
        async throws(VaultError) -> [String?]
    {
        let keys = try await existingKeys(of: Set(sealed.map { Subject(tenant: tenant, id: $0.value.subject) }))
        var opened: [String?] = []
        opened.reserveCapacity(sealed.count)
        for (field, value) in sealed {
            let subject = Subject(tenant: tenant, id: value.subject)
            switch keys[subject] {
            case .some(.some(let key)): opened.append(try open(value, field: field, of: subject, with: key))
            case .some(.none): opened.append(nil)
            // Sealed for another tenant, or by a vault whose keys were lost: it was never sealed here.
            case .none: throw .tampered(value.subject)
            }
        }
        return opened
    }

    package func destroyKey(of subject: SubjectID, tenant: TenantID) async throws(VaultError) {
        let subject = Subject(tenant: tenant, id: subject)
        try await keys.destroy(subject)
        cache.forget(subject)
    }

    /// Drops the cached key, as a process does that hears of an erasure by another one.
    package func forget(_ subject: SubjectID, tenant: TenantID) { cache.forget(Subject(tenant: tenant, id: subject)) }

    /// A digest of a value that must be unique in the tenant: the same value gives the same digest, and nobody without
    /// the master key can try out values.
    package func claimDigest(kind: String, value: String, tenant: TenantID) -> UniqueClaim {
        var message: [UInt8] = []
        for part in [tenant.name, kind, value] {
            // Each part with its length, so that no two lists of parts give the same bytes.
            message += [UInt8]("\(part.utf8.count):\(part)".utf8)
        }
        return UniqueClaim(kind: kind, digest: Digest.blake2b(message, key: digestKey))
    }

    private func existingKeys(of subjects: Set<Subject>) async throws(VaultError) -> [Subject: SymmetricKey?] {
        var known: [Subject: SymmetricKey?] = [:]
        var unknown: [Subject] = []
        for subject in subjects {
            if let key = cache.key(of: subject) { known[subject] = key } else { unknown.append(subject) }
        }
        for (subject, key) in try await keys.keys(of: unknown) {
            known[subject] = .some(key)
            if let key { cache.keep(key, of: subject) }
        }
        return known
    }

    private func existingOrNewKeys(of subjects: Set<Subject>) async throws(VaultError) -> [Subject: SymmetricKey] {
        var known = try await existingKeys(of: subjects)
        let missing = subjects.filter { known[$0] == nil }
        if !missing.isEmpty {
            try await keys.create(for: Array(missing))
            known.merge(try await existingKeys(of: missing)) { $1 }
        }
        return known.compactMapValues { $0 }
    }

    private func open(_ value: SealedField, field: String, of subject: Subject, with key: SymmetricKey)
        throws(VaultError) -> String
    {
        guard let box = Base64URL.decode(value.ciphertext),
            let bytes = try? SealedBox.open(box, with: key, context: context(field, of: subject))
        else { throw .tampered(value.subject) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func context(_ field: String, of subject: Subject) -> [UInt8] {
        [UInt8]("field|\(subject.tenant)|\(subject.id)|\(field)".utf8)
    }
}

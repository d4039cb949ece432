import Cryptography
import EventSourcing
import Synchronization

/// Unwrapped keys of a few subjects for a short while, so that a busy process does not ask for the same key over and
/// over, and an erasure elsewhere takes effect here soon.
final class SubjectKeyCache: Sendable {
    struct Subject: Hashable, Sendable {
        let tenant: TenantID
        let id: SubjectID
    }

    private struct Entry {
        /// Nil marks a forgotten subject, so that a look-up that began before the erasure cannot bring its key back.
        let key: SymmetricKey?
        let expires: ContinuousClock.Instant
    }

    private let capacity: Int
    private let lifetime: Duration
    private let entries = Mutex<[Subject: Entry]>([:])

    init(capacity: Int, lifetime: Duration) {
        self.capacity = max(1, capacity)
        self.lifetime = lifetime
    }

    func key(of subject: Subject) -> SymmetricKey? {
        entries.withLock { entries in
            guard let entry = entries[subject] else { return nil }
            if entry.expires > .now { return entry.key }
            entries[subject] = nil
            return nil
        }
    }

    func keep(_ key: SymmetricKey, of subject: Subject) {
        guard lifetime > .zero else { return }
        entries.withLock { entries in
            if entries.count >= capacity {
                let now = ContinuousClock.now
                entries = entries.filter { $0.value.expires > now }
                if entries.count >= capacity { entries = entries.filter { $0.value.key == nil } }
            }
            if let entry = entries[subject], entry.key == nil, entry.expires > .now { return }
            entries[subject] = Entry(key: key, expires: .now + lifetime)
        }
    }

    func forget(_ subject: Subject) {
        entries.withLock { $0[subject] = Entry(key: nil, expires: .now + lifetime) }
    }
}

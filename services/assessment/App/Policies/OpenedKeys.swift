import AssessmentEvents
import EventSourcing
import Synchronization

/// Keys of questions that were opened a moment ago: everybody who sits an exam is marked by the same.
final class OpenedKeys: Sendable {
    private let known = Mutex(RecentlyUsed<SealedField, AnswerKey>(capacity: 2_000))

    /// Nil for a question whose key was destroyed.
    func open(_ sealed: SealedField, tenant: TenantID, by vault: any PersonalDataVault) async throws -> AnswerKey? {
        if let key = known.withLock({ $0[sealed] }) { return key }
        guard let key = try await vault.openKeys([sealed], tenant: tenant)[0] else { return nil }
        known.withLock { $0[sealed] = key }
        return key
    }
}

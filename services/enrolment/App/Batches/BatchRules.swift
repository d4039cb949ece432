import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ServiceRuntime
import Synchronization

/// What was said when batches were scheduled, which never changes: so those who rush for seats need not each read what
/// the others have just recorded.
final class BatchRules: Sendable {
    private static let capacity = 1_000
    private let known = Mutex<[StreamID: BatchScheduled]>([:])

    /// - Throws: 404 when there is no such batch.
    func rules(of stream: StreamID, in batches: CommandHandler<BatchDecider>) async throws -> BatchScheduled {
        if let rules = known.withLock({ $0[stream] }) { return rules }
        guard let rules = try await batches.state(of: stream).state.rules else { throw Problem.notFound("batch") }
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[stream] = rules
        }
        return rules
    }
}

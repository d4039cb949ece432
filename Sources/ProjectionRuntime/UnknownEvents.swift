import Synchronization

/// Event types that a projection met and did not know, counted for one attempt to apply a batch.
final class UnknownEvents: Sendable {
    /// Set by the runner around `Projection.apply`.
    @TaskLocal static var current: UnknownEvents?

    private let counts = Mutex<[String: Int]>([:])

    func count(_ type: String) { counts.withLock { $0[type, default: 0] += 1 } }

    var byType: [String: Int] { counts.withLock { $0 } }
}

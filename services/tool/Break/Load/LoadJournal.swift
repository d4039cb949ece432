import Synchronization

/// What the load was told by the services: the client's side of every promise.
final class LoadJournal: Sendable {
    /// A command that was acknowledged.
    struct Acknowledged: Sendable, Hashable {
        let key: String
        let tenant: String
        /// The context that answered.
        let source: String
        /// `<category>-<uuid>`.
        let stream: String
        let version: Int64
        let lane: Int16
        let sequence: Int64
        /// It had been done before, or there was nothing to do: several may name one event.
        let changedNothing: Bool
        /// Whoever asked.
        let actor: String
    }

    private struct State {
        var acknowledged: [Acknowledged] = []
        var refused: [Int: Int] = [:]
        var repeated = 0
        var unsettled: [String: Int] = [:]
    }

    private let state = Mutex(State())

    func acknowledge(_ command: Acknowledged) { state.withLock { $0.acknowledged.append(command) } }

    /// A lasting refusal; nothing was changed.
    func refuse(_ status: Int) { state.withLock { $0.refused[status, default: 0] += 1 } }

    /// The same command was sent again, as nobody answered.
    func repeatCommand() { state.withLock { $0.repeated += 1 } }

    /// Nobody answered until the end: it may have been done or not.
    func giveUp(on source: String) { state.withLock { $0.unsettled[source, default: 0] += 1 } }

    var acknowledged: [Acknowledged] { state.withLock { $0.acknowledged } }
    var refused: [Int: Int] { state.withLock { $0.refused } }
    var repeated: Int { state.withLock { $0.repeated } }
    var unsettled: Int { state.withLock { $0.unsettled.values.reduce(0, +) } }
    func unsettled(by source: String) -> Int { state.withLock { $0.unsettled[source] ?? 0 } }
}

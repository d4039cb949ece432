import Synchronization

/// What others tell the relay's loop: there are new events, there are reports, it is time to stop.
final class RelaySignals: Sendable {
    private struct State {
        var hasNewEvents = false
        var isStopping = false
        var storeChanged = false
    }

    let bell = Wakeup()
    private let state = Mutex(State())

    func newEvents() {
        state.withLock { $0.hasNewEvents = true }
        bell.ring()
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        bell.ring()
    }

    /// The store may have another identity.
    func noteStoreChange() {
        state.withLock { $0.storeChanged = true }
        bell.ring()
    }

    func takeStoreChange() -> Bool {
        state.withLock { state in
            defer { state.storeChanged = false }
            return state.storeChanged
        }
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    var hasNewEvents: Bool { state.withLock { $0.hasNewEvents } }

    func takeNewEvents() -> Bool {
        state.withLock { state in
            defer { state.hasNewEvents = false }
            return state.hasNewEvents
        }
    }
}

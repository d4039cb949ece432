import Synchronization

/// Something that happens once and that any number of tasks may wait for.
final class Completion<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [ResumeOnce<Value>] = []
    }

    private let state = Mutex(State())

    /// Says that it happened; later calls change nothing.
    func give(_ value: Value) {
        let waiters = state.withLock { state -> [ResumeOnce<Value>] in
            guard state.value == nil else { return [] }
            state.value = value
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.give(value) }
    }

    /// Waits until it happened; a cancelled task gets `cancelled` if one is given, else waits on.
    func wait(cancelled: Value? = nil) async -> Value {
        let waiter = ResumeOnce<Value>()
        let value = state.withLock { state -> Value? in
            if state.value == nil { state.waiters.append(waiter) }
            return state.value
        }
        if let value { return value }
        guard let cancelled else { return await waiter.wait() }
        return await waiter.wait(cancelled: cancelled)
    }
}

/// First in, first out, without moving what waits.
struct Queue<Element> {
    private var incoming: [Element] = []
    private var outgoing: [Element] = []

    mutating func append(_ element: Element) { incoming.append(element) }

    mutating func popFirst() -> Element? {
        if outgoing.isEmpty {
            outgoing = incoming.reversed()
            incoming = []
        }
        return outgoing.popLast()
    }
}

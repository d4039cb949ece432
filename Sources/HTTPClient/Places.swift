import Dispatch
import Synchronization

/// A number of places that tasks take in turn; whoever waits too long or is cancelled goes without.
final class Places: Sendable {
    private struct State {
        var free: Int
        var waiting: [(number: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        var nextNumber: UInt64 = 0
        /// Waiters that were cancelled before they could wait.
        var abandoned: Set<UInt64> = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    func take(until end: ContinuousClock.Instant) async -> Bool {
        let number: UInt64? = state.withLock { state in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            state.nextNumber += 1
            return state.nextNumber
        }
        guard let number else { return true }
        let timer = Task {
            try await Task.sleep(until: end, clock: .continuous)
            abandon(number)
        }
        defer { timer.cancel() }
        let hasPlace = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue(number, continuation)
            }
        } onCancel: {
            abandon(number)
        }
        _ = state.withLock { $0.abandoned.remove(number) }
        return hasPlace
    }

    func giveBack() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func enqueue(_ number: UInt64, _ continuation: CheckedContinuation<Bool, Never>) {
        let answer: Bool? = state.withLock { state in
            if state.abandoned.contains(number) { return false }
            if state.free > 0 {
                state.free -= 1
                return true
            }
            state.waiting.append((number, continuation))
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    private func abandon(_ number: UInt64) {
        let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                state.abandoned.insert(number)
                return nil
            }
            return state.waiting.remove(at: index).continuation
        }
        waiter?.resume(returning: false)
    }
}

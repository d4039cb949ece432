import Synchronization

/// A bell: who waits is woken by the next ring, or finds that it rang meanwhile.
///
/// Many rings count as one.
package final class Wakeup: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiter = state.waiter else {
                state.hasRung = true
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, after `duration`, or when the task is cancelled.
    ///
    /// One waiter at a time.
    package func wait(atMost duration: Duration) async {
        guard duration > .zero else { return }
        let timer = Task { [self] in
            // A cancelled timer must not ring: it would wake the next waiter.
            guard (try? await Task.sleep(for: duration)) != nil else { return }
            ring()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let ready = state.withLock { state -> Bool in
                    if state.hasRung || Task.isCancelled {
                        state.hasRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if ready { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
        timer.cancel()
    }
}

import Dispatch
import Synchronization

/// Tasks that hold a connection run on its thread.
///
/// The answer to a statement arrives on that thread; to go on elsewhere would cost two changes of thread for each
/// statement of a transaction, more than the statement itself. It changes no isolation: code of an actor with an
/// executor of its own stays there.
final class PQTaskQueue: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var hasEnded = false
        /// The thread looks at the queue before it sleeps, so only a sleeping thread needs to be woken.
        var isAsleep = false
    }

    private let state = Mutex(State())
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (hasEnded, isAsleep) = state.withLock { state in
            if !state.hasEnded { state.jobs.append(job) }
            return (state.hasEnded, state.isAsleep)
        }
        if hasEnded { runElsewhere(job) } else if isAsleep { wake() }
    }

    /// Runs what is there and what that leads to.
    ///
    /// Returns with the queue marked asleep.
    func runAll() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                state.isAsleep = state.jobs.isEmpty
                return state.jobs
            }
            if jobs.isEmpty { return }
            for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    func awake() { state.withLock { $0.isAsleep = false } }

    /// The thread is gone: what is left, and what comes, runs on threads of the system.
    func end() {
        let jobs = state.withLock { state in
            state.hasEnded = true
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { runElsewhere(job) }
    }

    private func runElsewhere(_ job: UnownedJob) {
        DispatchQueue.global().async { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}

import Synchronization

/// Queues commands per stream, so that one worker at a time decides for a stream.
final class StreamQueues<D: Decider>: Sendable {
    typealias Answer = Result<CommandResult, CommandFailure<D.Rejection>>

    struct Job: Sendable {
        let request: CommandRequest<D.Command>
        let answer: CheckedContinuation<Answer, Never>
    }

    private struct State {
        /// Has an entry, possibly empty, exactly while a worker runs for the stream.
        var waiting: [StreamID: [Job]] = [:]
        var baselines: RecentlyUsed<StreamID, Baseline<D.State>>
    }

    private let worker: StreamWorker<D>
    private let state: Mutex<State>

    init(worker: StreamWorker<D>, capacity: Int) {
        self.worker = worker
        state = Mutex(State(baselines: RecentlyUsed(capacity: capacity)))
    }

    func submit(_ request: CommandRequest<D.Command>, on stream: StreamID) async -> Answer {
        await withCheckedContinuation { continuation in
            let job = Job(request: request, answer: continuation)
            let isFirst = state.withLock { state in
                let isFirst = state.waiting[stream] == nil
                state.waiting[stream, default: []].append(job)
                return isFirst
            }
            // Not a child of the request's task: a command that has begun must reach its outcome, and the queue may
            // hold commands of other requests.
            if isFirst { Task { await self.drain(stream) } }
        }
    }

    func newestState(of stream: StreamID) async throws(CommandFailure<D.Rejection>) -> StreamState<D.State> {
        let known = state.withLock { $0.baselines[stream] }
        let newest = try await worker.refreshed(known, of: stream)
        state.withLock { state in
            // A stream that does not exist is not worth a place, and a worker may know more by now.
            guard newest.version > state.baselines[stream]?.version ?? 0 else { return }
            state.baselines[stream] = newest
        }
        return StreamState(state: newest.state, version: newest.version)
    }

    private func drain(_ stream: StreamID) async {
        while let (jobs, baseline) = take(from: stream) {
            let (answers, newBaseline) = await worker.process(jobs.map { $0.request }, on: stream, from: baseline)
            for (job, answer) in zip(jobs, answers) { job.answer.resume(returning: answer) }
            var kept = newBaseline
            if let newBaseline { kept = await worker.saveSnapshotIfDue(newBaseline, of: stream) }
            state.withLock { [kept] in $0.baselines[stream] = kept }
        }
    }

    /// The next jobs of the stream, at most 256; nil, and the worker's turn is over, when there are none.
    private func take(from stream: StreamID) -> ([Job], Baseline<D.State>?)? {
        state.withLock { state in
            guard let jobs = state.waiting[stream], !jobs.isEmpty else {
                state.waiting[stream] = nil
                return nil
            }
            state.waiting[stream] = Array(jobs.dropFirst(256))
            return (Array(jobs.prefix(256)), state.baselines[stream])
        }
    }
}

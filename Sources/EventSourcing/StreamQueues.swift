import Synchronization

/// A command that waits for its turn on a stream, together with whoever waits for its answer.
///
/// The queues do not know its type. Generic code that is called from another module asks the runtime for every type
/// that it touches, which cost more than deciding and encoding together; what only moves things around is therefore
/// written for types that are known here.
protocol QueuedCommand: AnyObject, Sendable {}

/// What this process remembers of a stream from one command to the next.
protocol RememberedStream: AnyObject, Sendable {
    /// Version of the last event; 0 before the first.
    var version: Int64 { get }
}

/// Queues commands per stream, so that one worker at a time decides for a stream.
final class StreamQueues: Sendable {
    /// Answers every command, in order, and returns what is known of the stream afterwards.
    typealias Work =
        @Sendable (_ commands: [any QueuedCommand], _ stream: StreamID, _ known: (any RememberedStream)?)
        async -> (any RememberedStream)?

    private struct State {
        /// Has an entry, possibly empty, exactly while a worker runs for the stream.
        var waiting: [StreamID: [any QueuedCommand]] = [:]
        var known: RecentlyUsed<StreamID, any RememberedStream>
    }

    private let work: Work
    private let state: Mutex<State>

    init(capacity: Int, work: @escaping Work) {
        self.work = work
        state = Mutex(State(known: RecentlyUsed(capacity: capacity)))
    }

    func add(_ command: any QueuedCommand, on stream: StreamID) {
        let isFirst = state.withLock { state in
            let isFirst = state.waiting[stream] == nil
            state.waiting[stream, default: []].append(command)
            return isFirst
        }
        // Not a child of the request's task: a command that has begun must reach its outcome, and the queue may hold
        // commands of other requests. It begins at once, on this thread: another one would have to be woken for it.
        if isFirst { Task.immediate { await self.drain(stream) } }
    }

    func known(of stream: StreamID) -> (any RememberedStream)? { state.withLock { $0.known[stream] } }

    /// Keeps `newest`, unless it says nothing or a worker knows more by now.
    func remember(_ newest: any RememberedStream, of stream: StreamID) {
        state.withLock { state in
            guard newest.version > state.known[stream]?.version ?? 0 else { return }
            state.known[stream] = newest
        }
    }

    private func drain(_ stream: StreamID) async {
        while let (commands, known) = take(from: stream) {
            let newest = await work(commands, stream, known)
            state.withLock { $0.known[stream] = newest }
        }
    }

    /// The next commands of the stream, at most 256; nil, and the worker's turn is over, when there are none.
    private func take(from stream: StreamID) -> ([any QueuedCommand], (any RememberedStream)?)? {
        state.withLock { state in
            guard let commands = state.waiting[stream], !commands.isEmpty else {
                state.waiting[stream] = nil
                return nil
            }
            state.waiting[stream] = commands.count > 256 ? Array(commands.dropFirst(256)) : []
            return (commands.count > 256 ? Array(commands.prefix(256)) : commands, state.known[stream])
        }
    }
}

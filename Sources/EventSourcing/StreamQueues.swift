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
    /// The store's history that it was read from.
    var history: Int { get }
}

/// Gives each stream to one worker at a time, and queues the commands that come meanwhile.
///
/// Who finds the stream free decides in the task that asked, as another one would cost as much as the deciding; what
/// has to wait is worked on by a task of the queues.
final class StreamQueues: Sendable {
    /// Answers every command, in order, and returns what is known of the stream afterwards.
    typealias Work =
        @Sendable (_ commands: [any QueuedCommand], _ stream: StreamID, _ known: (any RememberedStream)?)
        async -> (any RememberedStream)?

    /// The right to work on a stream, which has to be given back.
    struct Turn {
        let stream: StreamID
        let known: (any RememberedStream)?
    }

    private struct State {
        /// Has an entry, possibly empty, exactly while somebody has the stream's turn.
        var waiting: [StreamID: [any QueuedCommand]] = [:]
        var known: RecentlyUsed<StreamID, any RememberedStream>
    }

    private let work: Work
    private let state: Mutex<State>

    init(capacity: Int, work: @escaping Work) {
        self.work = work
        state = Mutex(State(known: RecentlyUsed(capacity: capacity)))
    }

    /// Nil when somebody else has it.
    func takeTurn(on stream: StreamID) -> Turn? {
        state.withLock { state in
            guard state.waiting[stream] == nil else { return nil }
            state.waiting[stream] = []
            return Turn(stream: stream, known: state.known[stream])
        }
    }

    /// Gives the turn back, or on to a task of the queues that works on what waits, `command` before all others.
    ///
    /// `newest`: what is known of the stream now; nil forgets it.
    func end(_ turn: Turn, newest: (any RememberedStream)?, leaving command: (any QueuedCommand)? = nil) {
        let isOver = state.withLock { state in
            state.known[turn.stream] = newest
            if let command { state.waiting[turn.stream, default: []].insert(command, at: 0) }
            guard state.waiting[turn.stream]?.isEmpty != false else { return false }
            state.waiting[turn.stream] = nil
            return true
        }
        // Not a child of the request's task: a command that has begun must reach its outcome, and the queue may hold
        // commands of other requests.
        if !isOver { Task { await self.drain(turn.stream) } }
    }

    func add(_ command: any QueuedCommand, on stream: StreamID) {
        let isFirst = state.withLock { state in
            let isFirst = state.waiting[stream] == nil
            state.waiting[stream, default: []].append(command)
            return isFirst
        }
        if isFirst { Task { await self.drain(stream) } }
    }

    func known(of stream: StreamID) -> (any RememberedStream)? { state.withLock { $0.known[stream] } }

    /// Keeps `newest`, unless it says nothing or a worker knows more by now.
    func remember(_ newest: any RememberedStream, of stream: StreamID) {
        state.withLock { state in
            let known = state.known[stream]
            guard known?.history != newest.history || newest.version > known?.version ?? 0 else { return }
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

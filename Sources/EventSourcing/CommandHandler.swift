package import FoundationEssentials

/// Load → decide → append, for one kind of aggregate.
///
/// Commands on one stream are taken in turns inside this process, and those that wait are decided together and recorded
/// by one append; between processes the expected version decides. A state kept from the last command is only a
/// baseline: nothing is accepted or refused on it before the store has confirmed its version, in the same history.
package struct CommandHandler<D: Decider>: Sendable {
    private let queues: StreamQueues
    private let worker: StreamWorker<D>

    /// A handler on `store` that keeps the states of up to `cachedStates` streams in memory.
    ///
    /// `newEventID` makes the ids of new events; time-ordered ones are the kinder choice for a store's indexes.
    package init(store: any EventStore, cachedStates: Int = 4_096, newEventID: @escaping @Sendable () -> UUID) {
        let worker = StreamWorker<D>(store: store, newEventID: newEventID)
        self.worker = worker
        queues = StreamQueues(capacity: cachedStates) { commands, stream, known in
            await worker.answer(commands, on: stream, known: known)
        }
    }

    /// Does what `request` asks, once.
    ///
    /// - Throws: why nothing was changed.
    package func callAsFunction(_ request: CommandRequest<D.Command>, on stream: StreamID)
        async throws(CommandFailure<D.Rejection>) -> CommandResult
    {
        try await answered(request, on: stream).answer.get()
    }

    /// The same, with what `read` finds in the state that the command left: an answer needs no second look at the store.
    ///
    /// Commands decided together with this one may have left their mark in that state, too.
    ///
    /// - Throws: why nothing was changed.
    package func callAsFunction<Value: Sendable>(
        _ request: CommandRequest<D.Command>,
        on stream: StreamID,
        reading read: (D.State) -> Value
    ) async throws(CommandFailure<D.Rejection>) -> (result: CommandResult, value: Value) {
        let answered = await answered(request, on: stream)
        let result = try answered.answer.get()
        if let newest = answered.newest, newest.version >= result.version { return (result, read(newest.state)) }
        return (result, read(try await state(of: stream).state))
    }

    private func answered(_ request: CommandRequest<D.Command>, on stream: StreamID) async -> Answered<D> {
        guard let turn = queues.takeTurn(on: stream) else {
            return await withCheckedContinuation { queues.add(CommandJob<D>(request, answer: $0), on: stream) }
        }
        let known = (turn.known as? Baseline<D.State>.Kept)?.baseline
        switch await worker.recordAlone(request, on: stream, from: known) {
        case .answered(let answered):
            end(turn, newest: answered.newest)
            return answered
        case .open(let newest):
            return await withCheckedContinuation {
                queues.end(turn, newest: newest.map(Baseline.Kept.init), leaving: CommandJob<D>(request, answer: $0))
            }
        }
    }

    /// Who asked for the command does not wait for a snapshot; who comes next on the stream does.
    private func end(_ turn: StreamQueues.Turn, newest: Baseline<D.State>?) {
        guard let newest, worker.isSnapshotDue(newest) else {
            return queues.end(turn, newest: newest.map(Baseline.Kept.init))
        }
        Task {
            let kept = await worker.withSnapshot(newest, of: turn.stream)
            queues.end(turn, newest: Baseline.Kept(kept))
        }
    }

    /// Another number as soon as what was read of the stream may never have happened.
    package func history(of stream: StreamID) -> Int { worker.store.history(of: stream) }

    /// The newest state of a stream, for a rule of another aggregate or for an answer.
    ///
    /// What is kept in memory only shortens the way: the events recorded since are always read.
    ///
    /// - Throws: `.unreadable`; `.unavailable`.
    package func state(of stream: StreamID) async throws(CommandFailure<D.Rejection>) -> StreamState<D.State> {
        let known = queues.known(of: stream) as? Baseline<D.State>.Kept
        let newest = try await worker.refreshed(known?.baseline, of: stream)
        queues.remember(Baseline.Kept(newest), of: stream)
        return StreamState(state: newest.state, version: newest.version)
    }
}

/// What is true of a stream as of one version.
package struct StreamState<State: Sendable>: Sendable {
    package let state: State
    /// Version of the last event; 0 when there is none.
    package let version: Int64
}

/// A command with everything that surrounds it.
package struct CommandRequest<Command: Sendable>: Sendable {
    package let command: Command
    package let context: CommandContext
    /// When it happens; becomes the events' `occurredAt`.
    package let at: Timestamp
    /// Digest of the request as the caller sent it.
    package let fingerprint: [UInt8]
    /// The version the caller saw; nil when it does not matter.
    package let expecting: Int64?
    package let claims: [UniqueClaim]
    package let releases: [UniqueClaim]

    package init(
        _ command: Command,
        context: CommandContext,
        at: Timestamp,
        fingerprint: [UInt8] = [],
        expecting: Int64? = nil,
        claims: [UniqueClaim] = [],
        releases: [UniqueClaim] = []
    ) {
        self.command = command
        self.context = context
        self.at = at
        self.fingerprint = fingerprint
        self.expecting = expecting
        self.claims = claims
        self.releases = releases
    }
}

/// What a command led to.
package struct CommandResult: Sendable, Equatable {
    /// The stream's version after the command.
    package let version: Int64
    /// Where its last event stands; nil when nothing was ever recorded by it and the place is not known.
    package let receipt: CommandReceipt?
    /// The command had been recorded before, or there was nothing to do.
    package let changedNothing: Bool

    package init(version: Int64, receipt: CommandReceipt?, changedNothing: Bool) {
        self.version = version
        self.receipt = receipt
        self.changedNothing = changedNothing
    }
}

/// Why a command changed nothing.
package enum CommandFailure<Rejection: Error & Equatable & Sendable>: Error, Sendable, Equatable {
    /// The business refuses.
    case rejected(Rejection)
    /// The stream is not at the version the caller saw, or others kept changing it.
    case conflict(actual: Int64)
    /// The command id was used before for another request.
    case reused(CommandID)
    /// Another stream holds a value that must be unique.
    case claimed(UniqueClaim, by: StreamID)
    /// The stream's history holds an event that cannot be read.
    case unreadable(UnreadableEvent)
    /// An event came out larger than the store takes, or not encodable.
    case invalid(String)
    /// The store cannot be reached; try again.
    case unavailable(String)
}

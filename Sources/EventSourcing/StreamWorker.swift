import FoundationEssentials

/// What this process last knew of a stream.
struct Baseline<State: Sendable>: Sendable {
    var state: State
    /// Version of the last event in `state`; 0 before the first.
    var version: Int64
    /// Where the last event stands; nil when `state` came from a snapshot alone.
    var head: CommandReceipt?
    /// Version of the newest snapshot known to be kept.
    var snapshotVersion: Int64
    /// The store's history that it was read from; in another one it proves nothing.
    let history: Int

    static func beforeFirst(_ initial: State, in history: Int) -> Baseline {
        Baseline(state: initial, version: 0, head: nil, snapshotVersion: 0, history: history)
    }

    /// A baseline as the queues keep it.
    final class Kept: RememberedStream {
        let baseline: Baseline
        var version: Int64 { baseline.version }
        var history: Int { baseline.history }

        init(_ baseline: Baseline) { self.baseline = baseline }
    }
}

/// A command and who waits for its answer.
final class CommandJob<D: Decider>: QueuedCommand {
    let request: CommandRequest<D.Command>
    let answer: CheckedContinuation<Answered<D>, Never>

    init(_ request: CommandRequest<D.Command>, answer: CheckedContinuation<Answered<D>, Never>) {
        self.request = request
        self.answer = answer
    }
}

/// What became of a command.
struct Answered<D: Decider>: Sendable {
    let answer: CommandGroup<D>.Answer
    /// What is known of the stream since; other commands may have left their mark in it, too.
    let newest: Baseline<D.State>?
}

/// Decides a group of commands on one stream and records their events with one append.
struct StreamWorker<D: Decider>: Sendable {
    typealias Failure = CommandFailure<D.Rejection>
    typealias Answer = Result<CommandResult, Failure>

    /// How often a group is decided anew after another process changed the stream first.
    private static var attempts: Int { 16 }
    /// A snapshot is taken when the history has grown by this many events since the last one.
    private static var snapshotEvery: Int64 { 200 }

    let store: any EventStore
    let newEventID: @Sendable () -> UUID

    /// Answers jobs of this decider, and returns what is known of the stream afterwards.
    func answer(_ commands: [any QueuedCommand], on stream: StreamID, known: (any RememberedStream)?)
        async -> (any RememberedStream)?
    {
        let jobs = commands.compactMap { $0 as? CommandJob<D> }
        let known = (known as? Baseline<D.State>.Kept)?.baseline
        let (answers, newest) = await process(jobs.map(\.request), on: stream, from: known)
        for (job, answer) in zip(jobs, answers) {
            job.answer.resume(returning: Answered(answer: answer, newest: newest))
        }
        guard let newest else { return nil }
        return Baseline.Kept(isSnapshotDue(newest) ? await withSnapshot(newest, of: stream) : newest)
    }

    /// One answer per request, in order, and what is known of the stream afterwards.
    private func process(
        _ requests: [CommandRequest<D.Command>],
        on stream: StreamID,
        from known: Baseline<D.State>?
    ) async -> (answers: [Answer], baseline: Baseline<D.State>?) {
        var group = CommandGroup<D>(requests)
        do throws(Failure) {
            var baseline = try await start(known, of: stream, creating: requests.first?.context.commandID)
            for _ in 0..<Self.attempts where group.hasOpenRequests {
                let plan = try group.decide(from: baseline, newEventID: newEventID)
                guard !plan.commands.isEmpty else {
                    // Nothing to record, so no append has confirmed the version: refuse only on the newest state.
                    let newest = try await refreshed(baseline, of: stream)
                    if newest.version != baseline.version {
                        baseline = newest
                        continue
                    }
                    try await settleUnrecorded(&group, plan: plan, on: stream, at: baseline)
                    continue
                }
                switch try await append(plan.commands, to: stream, at: baseline) {
                case .appended(let receipts):
                    baseline.state = plan.state
                    baseline.version += plan.eventCount
                    baseline.head = receipts.last
                    group.record(plan, receipts: receipts)
                    try await settleUnrecorded(&group, plan: plan, on: stream, at: baseline)
                case .conflict(let actual):
                    // Events that are known and are not there: it was another history.
                    baseline = try await refreshed(actual < baseline.version ? nil : baseline, of: stream)
                case .alreadyRecorded(let index, let recorded):
                    group.settle(request: plan.requestIndices[index], asRepetitionOf: recorded)
                case .claimed(let claim, let holder):
                    group.settle(claim: claim, heldBy: holder)
                }
            }
            group.settleRest(.failure(.conflict(actual: baseline.version)))
            return (group.answers, baseline)
        } catch {
            group.settleRest(.failure(error))
            return (group.answers, nil)
        }
    }

    /// The stream has grown enough for another snapshot.
    func isSnapshotDue(_ baseline: Baseline<D.State>) -> Bool {
        D.snapshot != nil && baseline.version - baseline.snapshotVersion >= Self.snapshotEvery
    }

    /// Keeps a snapshot; a failure only means that the next one tries again.
    func withSnapshot(_ baseline: Baseline<D.State>, of stream: StreamID) async -> Baseline<D.State> {
        guard let codec = D.snapshot, let bytes = try? codec.encode(baseline.state) else { return baseline }
        var kept = baseline
        kept.snapshotVersion = baseline.version
        try? await store.saveSnapshot(bytes, schema: codec.schema, of: stream, version: baseline.version)
        return kept
    }

    func append(_ commands: [CommandEvents], to stream: StreamID, at baseline: Baseline<D.State>)
        async throws(Failure) -> AppendOutcome
    {
        do {
            return try await store.append(
                StreamAppend(
                    stream: stream,
                    expected: baseline.version == 0 ? .noStream : .exactly(baseline.version),
                    commands: commands,
                    history: baseline.history
                )
            )
        } catch {
            throw Failure(error)
        }
    }

    /// Answers the requests that had nothing to record: a repetition gets what the first one got, the others their
    /// refusal or their "already so".
    private func settleUnrecorded(
        _ group: inout CommandGroup<D>,
        plan: CommandGroup<D>.Plan,
        on stream: StreamID,
        at baseline: Baseline<D.State>
    ) async throws(Failure) {
        guard !plan.unrecorded.isEmpty else { return }
        let recorded: [CommandID: RecordedCommand]
        do {
            let commands = plan.unrecorded.map { group.requests[$0.index].context.commandID }
            recorded = try await store.recorded(commands, tenant: stream.tenant)
        } catch {
            throw Failure(error)
        }
        for (index, outcome) in plan.unrecorded {
            if let earlier = recorded[group.requests[index].context.commandID] {
                group.settle(request: index, asRepetitionOf: earlier)
            } else {
                group.settle(request: index, outcome: outcome, at: baseline)
            }
        }
    }

    /// The state to decide on first.
    ///
    /// The append confirms its version, so what is known needs no second look.
    private func start(_ known: Baseline<D.State>?, of stream: StreamID, creating command: CommandID?)
        async throws(Failure) -> Baseline<D.State>
    {
        if let known = usable(known, of: stream) ?? assumed(of: stream, creating: command) { return known }
        return try await refreshed(nil, of: stream)
    }

    /// Nil when what is known belongs to another history.
    func usable(_ known: Baseline<D.State>?, of stream: StreamID) -> Baseline<D.State>? {
        known?.history == store.history(of: stream) ? known : nil
    }

    /// A stream that is named after the command that creates it is taken for new.
    func assumed(of stream: StreamID, creating command: CommandID?) -> Baseline<D.State>? {
        command?.uuid == stream.id ? .beforeFirst(D.initialState, in: store.history(of: stream)) : nil
    }

    /// The newest state: what is known plus the events recorded since.
    func refreshed(_ known: Baseline<D.State>?, of stream: StreamID) async throws(Failure) -> Baseline<D.State> {
        // Before reading, so that a change while reading is noticed by whoever uses it.
        let history = store.history(of: stream)
        let known = known?.history == history ? known : nil
        let loaded: LoadedStream
        do {
            loaded = try await store.load(
                stream,
                after: known?.version ?? 0,
                snapshotSchema: known == nil ? D.snapshot?.schema : nil
            )
        } catch {
            throw Failure(error)
        }
        var baseline = known ?? .beforeFirst(D.initialState, in: history)
        if let snapshot = loaded.snapshot, let codec = D.snapshot {
            guard let state = try? codec.decode(snapshot.state) else {
                throw .unavailable("snapshot of \(stream) cannot be read; delete it or raise its schema number")
            }
            baseline = Baseline(
                state: state,
                version: snapshot.version,
                head: nil,
                snapshotVersion: snapshot.version,
                history: history
            )
        }
        for envelope in loaded.events { try apply(envelope, to: &baseline) }
        return baseline
    }

    private func apply(_ envelope: EventEnvelope, to baseline: inout Baseline<D.State>) throws(Failure) {
        let unreadable = UnreadableEvent(
            type: envelope.type,
            stream: envelope.stream,
            version: envelope.version
        )
        do {
            guard let event = try D.Event(recorded: envelope) else { throw unreadable }
            D.evolve(&baseline.state, by: event)
        } catch {
            throw .unreadable(unreadable)
        }
        baseline.version = envelope.version
        baseline.head = CommandReceipt(
            stream: envelope.stream,
            version: envelope.version,
            lane: envelope.lane,
            sequence: envelope.sequence
        )
    }
}

extension CommandFailure {
    init(_ error: EventStoreError) {
        switch error {
        case .unavailable(let reason): self = .unavailable(reason)
        case .invalid(let reason): self = .invalid(reason)
        case .corrupt: self = .unavailable(error.description)
        }
    }
}

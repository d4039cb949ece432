import EventSourcing
import FoundationEssentials
import PostgresClient
import Synchronization

/// Writes the appends of its lanes: whatever waits when a statement is done goes into the next one, and as much as is
/// being written goes behind it, so that the server need not wait for us between the two.
///
/// So a lone writer waits for nobody, and many writers share commits. An answer is given only after the commit.
final class AppendCommitter: Sendable {
    private struct State {
        var queue: AppendQueue
        /// How many appends each batch has that is on its way; two at most.
        var underWay: [Int] = []
        var isClosed = false
        var statistics = AppendStatistics()
        var connection: PostgresConnection?
        /// How many connections have ended: behind each may have been another history.
        var ended = 0
        /// What the lanes have reached, as far as this connection has seen.
        var heads: [Lane: Int64] = [:]
        var idleWaiters: [CheckedContinuation<Void, Never>] = []

        /// The next batch, which counts as under way from here on; `done` does not any more.
        ///
        /// Behind another batch only one is sent that is no smaller, over the connection that is open: the server then
        /// goes on without waiting for us, and writers still share commits.
        mutating func nextBatch(after done: AppendBatch? = nil) -> AppendBatch? {
            if let done, let index = underWay.firstIndex(of: done.appends.count) { underWay.remove(at: index) }
            if let other = underWay.first {
                guard underWay.count < 2, connection != nil, queue.nextCount >= other else { return nil }
            }
            guard let next = queue.next() else { return nil }
            underWay.append(next.appends.count)
            return next
        }

        /// Counts one that has ended from then on, not only when the next append notices.
        var history: Int { connection?.isUsable == false ? ended + 1 : ended }

        mutating func use(_ new: PostgresConnection?) {
            if connection != nil { ended += 1 }
            connection = new
            heads = [:]
        }

        /// Those who wait until nothing is under way, when that is so.
        mutating func takeIdleWaiters() -> [CheckedContinuation<Void, Never>] {
            guard underWay.isEmpty else { return [] }
            defer { idleWaiters = [] }
            return idleWaiters
        }
    }

    let configuration: EventStoreConfiguration
    private let database: PostgresConfiguration
    private let appended: @Sendable (Set<Lane>) -> Void
    private let state: Mutex<State>
    private let clock = ContinuousClock()

    init(
        _ configuration: EventStoreConfiguration,
        database: PostgresConfiguration,
        appended: @escaping @Sendable (Set<Lane>) -> Void
    ) {
        self.configuration = configuration
        var database = database
        database.statementTimeout = configuration.patience
        database.connectTimeout = min(database.connectTimeout, configuration.patience)
        self.database = database
        self.appended = appended
        state = Mutex(State(queue: AppendQueue(appends: configuration.batchAppends, bytes: configuration.batchBytes)))
    }

    var statistics: AppendStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.waiting = state.queue.count
            return statistics
        }
    }

    func append(_ append: StreamAppend, lane: Lane, size: Int) async -> PendingAppend.Outcome {
        await withCheckedContinuation { continuation in
            let pending = PendingAppend(
                append: append,
                lane: lane,
                size: size,
                deadline: clock.now + configuration.patience,
                answer: continuation
            )
            let (isClosed, batch, connection) = state.withLock { state in
                guard !state.isClosed else { return (true, AppendBatch?.none, PostgresConnection?.none) }
                state.queue.add(pending)
                return (false, state.nextBatch(), state.connection)
            }
            if isClosed { continuation.resume(returning: .failure(.unavailable("it is shutting down"))) }
            // Not a child of the caller's task: the batch holds appends of many callers.
            if let batch { start(batch, on: connection) }
        }
    }

    /// Takes no more appends, and returns when the last one has its answer.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if !state.underWay.isEmpty { state.idleWaiters.append(continuation) }
                return state.underWay.isEmpty
            }
            if isIdle { continuation.resume() }
        }
        await discard(state.withLock { $0.connection })
    }

    /// See ``EventSourcing/EventStore/history(of:)``.
    var history: Int { state.withLock { $0.history } }

    /// An append that is stored, and whose writer does not know it yet.
    private struct Stored {
        let pending: PendingAppend
        let receipts: [CommandReceipt]
    }

    /// Works on the connection's thread, so that nothing stands between the answer to a batch and sending the next one.
    private func start(_ batch: AppendBatch, on connection: PostgresConnection?) {
        Task(executorPreference: connection?.tasks) { await self.run(batch, on: connection) }
    }

    private func run(_ first: AppendBatch, on connection: PostgresConnection?) async {
        var answering: Task<Void, Never>?
        var batch = first
        while true {
            let stored = await commit(batch)
            await answering?.value
            let (next, current, waiters) = state.withLock { state in
                let next = state.nextBatch(after: batch)
                return (next, state.connection, state.takeIdleWaiters())
            }
            guard let next else {
                answer(stored)
                for waiter in waiters { waiter.resume() }
                return
            }
            // Writers are woken while the next batch is written.
            answering = Task { answer(stored) }
            if current !== connection {
                await answering?.value
                return start(next, on: current)
            }
            batch = next
        }
    }

    private func answer(_ stored: [Stored]) {
        for stored in stored { stored.pending.answer.resume(returning: .success(.appended(stored.receipts))) }
    }

    /// Returns when every append of the batch has its answer, or is stored and among the returned.
    private func commit(_ batch: AppendBatch) async -> [Stored] {
        var batch = batch
        var pause = Duration.milliseconds(10)
        var reason = "it did not answer in time"
        while true {
            let pending = answerExpired(batch.appends, reason: reason)
            guard !pending.isEmpty else { return [] }
            if pending.count < batch.appends.count { batch = AppendBatch(pending) }
            var used: PostgresConnection?
            do {
                let open = try await connection()
                used = open
                let (stored, again) = try await commitOnce(batch, on: open)
                guard !again.isEmpty else { return stored }
                answer(stored)
                batch = AppendBatch(again)
                reason = "others kept changing what it depends on"
            } catch {
                switch AppendTrouble(error) {
                case .outcomeUnknown(let trouble):
                    reason = trouble
                    for append in pending { append.markUncertain() }
                    state.withLock { $0.statistics.uncertainCommits += 1 }
                    await discard(used)
                case .unreachable(let trouble):
                    reason = trouble
                    await discard(used)
                case .passing(let trouble):
                    reason = trouble
                    if pending.count > 1 { return await commitOneByOne(pending) }
                case .refused(let refusal):
                    if pending.count > 1 { return await commitOneByOne(pending) }
                    configuration.log?("an append was refused: \(refusal)")
                    for append in pending { append.answer.resume(returning: .failure(refusal)) }
                    return []
                }
                configuration.log?("an append of \(pending.count) must be tried again: \(reason)")
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    private func commitOneByOne(_ pending: [PendingAppend]) async -> [Stored] {
        state.withLock { $0.statistics.splitBatches += 1 }
        for append in pending { answer(await commit(AppendBatch([append]))) }
        return []
    }

    /// What is stored, and what has to be tried again; the rest has its answer.
    private func commitOnce(_ batch: AppendBatch, on connection: PostgresConnection) async throws
        -> (stored: [Stored], again: [PendingAppend])
    {
        let history = history
        let foreign = batch.appends.filter { $0.append.isForeign(to: history) }
        guard foreign.isEmpty else {
            let rest = batch.appends.filter { !$0.append.isForeign(to: history) }
            return ([], rest + (await settle(foreign.map { ($0, nil) }, on: connection)))
        }
        let answers = try await answers(to: batch, on: connection)
        var stored: [Stored] = []
        stored.reserveCapacity(batch.appends.count)
        var unsettled: [(pending: PendingAppend, answer: AppendStatement.Answer?)] = []
        var lanes: Set<Lane> = []
        var events = 0
        for (pending, answer) in zip(batch.appends, answers) {
            guard case .appended(let version, let sequence) = answer else {
                unsettled.append((pending, answer))
                continue
            }
            let receipts = AppendStatement.receipts(
                of: pending.append,
                lane: pending.lane,
                version: version,
                sequence: sequence
            )
            lanes.insert(pending.lane)
            events += Int((receipts.last?.sequence ?? sequence) - sequence)
            stored.append(Stored(pending: pending, receipts: receipts))
        }
        count(batch: batch.appends.count, events: events)
        if !lanes.isEmpty { appended(lanes) }
        guard !unsettled.isEmpty else { return (stored, []) }
        return (stored, await settle(unsettled, on: connection))
    }

    /// The plain statement first, as nearly every append is one; the other one for the rest, and when something stands
    /// in the way.
    private func answers(to batch: AppendBatch, on connection: PostgresConnection) async throws
        -> [AppendStatement.Answer]
    {
        if let plain = batch.plain {
            let query = plain.query(schema: configuration.schema, heads: state.withLock { $0.heads })
            if let answer = try plain.answers(try await connection.pipeline([query], mayFollow: true)[0]) {
                state.withLock { $0.heads.merge(answer.heads) { max($0, $1) } }
                return answer.answers
            }
        }
        let statement = AppendStatement(
            appends: batch.appends.map(\.append),
            lanes: batch.appends.map(\.lane),
            schema: configuration.schema
        )
        return try statement.answers(try await connection.pipeline([statement.query()], mayFollow: true)[0])
    }

    /// Answers the appends that were not taken, after looking up why; one without an answer was decided in another history.
    private func settle(
        _ unsettled: [(pending: PendingAppend, answer: AppendStatement.Answer?)],
        on connection: PostgresConnection
    ) async -> [PendingAppend] {
        let refusals = AppendRefusals(reader: StoreReader(schema: configuration.schema), connection: connection)
        var again: [PendingAppend] = []
        for (pending, answer) in unsettled {
            // A failed look-up only means another try, which meets the same refusal.
            let outcome = try? await refusals.outcome(of: pending.append, answer, isUncertain: pending.isUncertain)
            if let outcome {
                pending.answer.resume(returning: .success(outcome))
            } else {
                again.append(pending)
            }
        }
        return again
    }

    private func answerExpired(_ pending: [PendingAppend], reason: String) -> [PendingAppend] {
        let now = clock.now
        return pending.filter { append in
            guard append.deadline <= now else { return true }
            let consequence =
                append.isUncertain
                ? "whether it was recorded is not known; send the same command again to find out"
                : "nothing was recorded"
            append.answer.resume(returning: .failure(.unavailable("\(reason); \(consequence)")))
            return false
        }
    }

    private func count(batch: Int, events: Int) {
        state.withLock { state in
            state.statistics.batches += 1
            state.statistics.appends += batch
            state.statistics.events += events
            state.statistics.largestBatch = max(state.statistics.largestBatch, batch)
        }
    }

    private func connection() async throws -> PostgresConnection {
        if let open = state.withLock({ $0.connection }) {
            if open.isUsable { return open }
            await discard(open)
        }
        let opened = try await PostgresConnection.connect(database)
        // An answer promises durability, whatever the server's default is.
        try await opened.execute(
            "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
        )
        try await opened.executeScript(PlainAppendStatement.sessionScript)
        state.withLock { $0.use(opened) }
        return opened
    }

    /// The other batch may have opened a new one meanwhile, which is left alone.
    private func discard(_ connection: PostgresConnection?) async {
        guard let connection else { return }
        state.withLock { state in
            if state.connection === connection { state.use(nil) }
        }
        await connection.close()
    }
}

extension StreamAppend {
    /// Believes in events that may be others in this history.
    fileprivate func isForeign(to history: Int) -> Bool {
        guard let own = self.history, own != history, case .exactly = expected else { return false }
        return true
    }
}

import EventSourcing
import EventStreaming
import FoundationEssentials
import KafkaClient
import PostgresClient

/// The one task that reads, plans and writes.
///
/// Batches are dropped rather than written twice: whatever was not committed is read again.
struct ProjectionLoop {
    let settings: ProjectionSettings
    let database: PostgresClient
    let writer: BatchWriter
    let feeds: [String: any FeedClient]
    let gate: AssignmentGate
    let board: ProjectionBoard
    var ledger = LaneLedger()
    var pause: StreamingPause
    var nextFeedCheck: ContinuousClock.Instant
    /// Positions at the last check: a lane that has moved since is served by the bus.
    var checkedPositions: [SourceLane: Int64] = [:]
    /// The event that each lane lacked at the last check.
    var awaited: [SourceLane: Int64] = [:]
    var nextOffsetReport = ContinuousClock.now
    /// Per partition the next offset to read, as far as this session has read it.
    var readOffsets: [KafkaPartition: Int64] = [:]
    var nextLagCheck = ContinuousClock.now
    var nextTopicCheck = ContinuousClock.now
    /// A silent feed that is waited for is named once a minute.
    var nextSilenceReport = ContinuousClock.now
    /// Sources whose feeds did not answer when they were last asked.
    var silentSources: Set<String> = []
    var fencedSince: ContinuousClock.Instant?
    /// Sources that are not read any more, and the store that their applied events came from.
    var knownStores: [String: UUID] = [:]

    init(
        settings: ProjectionSettings,
        database: PostgresClient,
        writer: BatchWriter,
        feeds: [String: any FeedClient],
        gate: AssignmentGate,
        board: ProjectionBoard
    ) {
        self.settings = settings
        self.database = database
        self.writer = writer
        self.feeds = feeds
        self.gate = gate
        self.board = board
        nextFeedCheck = .now + settings.feedCheckInterval
        pause = StreamingPause(first: settings.firstPause, longest: settings.longestPause)
    }

    /// Reads and writes until the task is cancelled.
    ///
    /// - Throws: `CancellationError`; `KafkaError` when the consumer has to be made anew.
    mutating func run(_ subscriber: Subscriber) async throws {
        try await resync([:])
        try await proveSources()
        let reader = BatchReader(
            settings: settings,
            subscriber: subscriber,
            gate: gate,
            projection: writer.projection
        )
        var ahead: ReadBatch?
        while true {
            let read = if let ahead { ahead } else { try await reader.next() }
            ahead = nil
            let batch = read.batch
            noteAssignment()
            await lookForTopics(subscriber)
            if !batch.outOfRange.isEmpty { try await startAgain(batch.outOfRange, subscriber) }
            if batch.records >= settings.maximumRecords {
                // There is more: it is read and folded while the database writes.
                async let next = reader.nextFolded()
                try await process(read)
                ahead = try await next
            } else if !batch.nextOffsets.isEmpty {
                try await process(read)
            }
            if !batch.nextOffsets.isEmpty { reportOffsets(batch.nextOffsets, subscriber) }
            measureLag(subscriber, batch.nextOffsets)
            if !gate.fenced.isEmpty { try await retakeFenced(subscriber) }
            let isUrgent = board.takeLookAgain()
            if isUrgent || nextFeedCheck <= .now { try await checkFeeds(isUrgent: isUrgent) }
        }
    }

    /// Applies a batch, filling its gaps from the feeds; returns when it is committed or not ours any more.
    private mutating func process(_ read: ReadBatch) async throws {
        let batch = read.batch
        noteMalformed(batch.malformed)
        var turns = read.turns
        var rest = batch.events
        while true {
            learnNews()
            turns = gate.usable(turns)
            guard !turns.isEmpty else { return noteRecovery() }
            rest = rest.filter { turns[$0.place.partition] != nil }
            let plan = try await prove(rest)
            guard try await commit(work(plan, read, turns), turns) else { continue }
            board.update { status in
                status.duplicates += plan.duplicates
                status.foreignRecords += plan.foreign
            }
            guard !plan.gaps.isEmpty else { return }
            board.update { $0.gaps += plan.gaps.count }
            for (lane, last) in plan.gaps.sorted(by: { $0.key < $1.key }) {
                try await fill(lane, through: last, while: turns)
            }
            rest = plan.held.filter { board.current.stoppedSources[$0.source] == nil }
        }
    }

    private func work(
        _ plan: BatchPlan,
        _ read: ReadBatch,
        _ turns: [KafkaPartition: Assignment.Turn]
    ) -> BatchWriter.Work {
        let batch = read.batch
        var work = BatchWriter.Work(events: plan.events, advances: plan.advances, folded: read.folded)
        for (partition, turn) in turns {
            let next = plan.firstHeldOffset(in: partition) ?? batch.nextOffsets[partition]
            work.offsets.append(
                OffsetStep(
                    partition: partition,
                    epoch: turn.epoch,
                    expected: turn.next,
                    next: next,
                    leaderEpoch: batch.leaderEpochs[partition]
                )
            )
        }
        work.offsets.sort { $0.partition < $1.partition }
        return work
    }

    /// The position is not in the log: goes to its start.
    ///
    /// What was applied before is dropped by lane, what is missing comes from the feed.
    private mutating func startAgain(_ partitions: [KafkaPartition], _ subscriber: Subscriber) async throws {
        for partition in partitions {
            board.update { $0.offsetsOutOfRange += 1 }
            board.say(.warning, "offset out of range, reading from the log's start", ["partition": "\(partition)"])
            do {
                try await subscriber.seek(partition, to: .beginning)
            } catch let error as KafkaError {
                board.say(.warning, "seek failed", ["partition": "\(partition)", "error": "\(error)"])
            }
        }
        try await checkFeeds(isUrgent: true)
    }

    /// A late take-over by an owner that is gone would leave the partition without one: after a while we take it back.
    private mutating func retakeFenced(_ subscriber: Subscriber) async throws {
        guard let since = fencedSince else {
            fencedSince = .now
            return
        }
        guard since + settings.retakeDelay <= .now else { return }
        fencedSince = nil
        let partitions = gate.fenced.filter { subscriber.assignment.contains($0) }
        guard !partitions.isEmpty else { return }
        board.say(.warning, "taking fenced partitions back", ["partitions": "\(partitions.count)"])
        do {
            for (partition, row) in try await gate.takeOver(partitions) {
                try await subscriber.seek(partition, to: row.next.map { .at($0) } ?? .beginning)
            }
        } catch {
            try await pauseAfter(error)
        }
    }

    private mutating func reportOffsets(_ offsets: [KafkaPartition: Int64], _ subscriber: Subscriber) {
        guard nextOffsetReport <= .now else { return }
        nextOffsetReport = .now + .seconds(1)
        subscriber.commit(offsets.filter { gate.partitions.contains($0.key) })
    }

    /// How far the assigned partitions are ahead of what was read.
    ///
    /// Asks nobody: a bus that is away must not keep the loop from reading the feeds.
    private mutating func measureLag(_ subscriber: Subscriber, _ offsets: [KafkaPartition: Int64]) {
        readOffsets.merge(offsets) { $1 }
        guard nextLagCheck <= .now else { return }
        nextLagCheck = .now + settings.lagInterval
        let lag = gate.partitions.reduce(Int64(0)) { lag, partition in
            guard let end = subscriber.knownEnd(of: partition) else { return lag }
            return lag + max(0, end - (readOffsets[partition] ?? gate.position(of: partition) ?? 0))
        }
        board.update { $0.offsetLag = Int(lag) }
    }

    private func noteAssignment() {
        let (partitions, rebalances) = (gate.partitions.count, gate.rebalances)
        board.update { status in
            status.partitions = partitions
            status.rebalances = rebalances
            switch status.state {
            case .starting: status.state = .running
            case .waiting where partitions > 0: status.state = .running
            case .waiting, .running, .catchingUp, .stalled, .stopped: break
            }
        }
    }

    /// Notes which topics the bus does not have; without any topic at all it waits for their services.
    private mutating func lookForTopics(_ subscriber: Subscriber) async {
        guard nextTopicCheck <= .now else { return }
        nextTopicCheck = .now + settings.topicInterval
        // A bus that is away says nothing about its topics.
        guard let missing = try? await subscriber.missingTopics() else { return }
        let isNew = !missing.isEmpty && board.current.missingTopics != missing
        board.update { status in
            status.missingTopics = missing
            switch status.state {
            case .running where status.partitions == 0 && !missing.isEmpty:
                status.state = .waiting(reason: "the bus has no topic \(missing.joined(separator: ", ")) yet")
            case .waiting where missing.isEmpty: status.state = .running
            case .starting, .running, .catchingUp, .waiting, .stalled, .stopped: break
            }
        }
        if isNew { board.say(.notice, "topics not there yet", ["topics": missing.joined(separator: " ")]) }
    }

    private func noteMalformed(_ errors: [RecordError]) {
        guard let first = errors.first else { return }
        board.update { $0.malformedRecords += errors.count }
        board.say(.warning, "records skipped that are no events", ["count": "\(errors.count)", "first": "\(first)"])
    }

    private mutating func learnNews() {
        let news = gate.takeNews()
        guard !news.isEmpty else { return }
        ledger.learn(news)
        board.reached(ledger.checkpoints)
    }
}

/// A batch, and the stays of its partitions in which it was read: what was read ahead of a stay's end does not count.
private struct ReadBatch: Sendable {
    let batch: SubscribedBatch
    let turns: [KafkaPartition: Assignment.Turn]
    /// What its events mean, where that was found ahead of their turn.
    var folded: FoldedEvents?
}

/// Reads from the bus, also ahead of what is being applied.
private struct BatchReader: Sendable {
    let settings: ProjectionSettings
    let subscriber: Subscriber
    let gate: AssignmentGate
    let projection: any Projection

    func next() async throws -> ReadBatch {
        let batch = try await subscriber.nextBatch(maximumRecords: settings.maximumRecords, within: settings.idleWait)
        return ReadBatch(batch: batch, turns: gate.turns(of: batch.nextOffsets.keys))
    }

    /// For a batch whose turn is not yet.
    func nextFolded() async throws -> ReadBatch {
        var read = try await next()
        read.folded = FoldedEvents(read.batch.events.map(\.envelope), by: projection)
        return read
    }
}

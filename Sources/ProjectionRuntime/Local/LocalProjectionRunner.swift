import EventSourcing
package import EventStorePostgres
package import EventStreaming
import FoundationEssentials
import KafkaClient
package import PostgresClient

/// Keeps a projection of a service's own events up to date, read from its store without Kafka; also runs policies.
///
/// Replicas compete for one advisory lock; whoever has it applies, on the very connection that holds it.
package final class LocalProjectionRunner: Sendable {
    private let store: PostgresEventStore
    private let database: PostgresConfiguration
    private let client: PostgresClient
    private let settings: ProjectionSettings
    private let writer: BatchWriter
    private let board: ProjectionBoard
    private let bell = Wakeup()

    /// A runner of the projection, whose tables and bookkeeping are in `schema`.
    ///
    /// One connection to `database` is opened directly, as session locks do not pass a pooler; `client` serves those
    /// who wait for checkpoints.
    package init(
        _ projection: any Projection,
        schema: String,
        store: PostgresEventStore,
        database: PostgresConfiguration,
        client: PostgresClient,
        settings: ProjectionSettings = ProjectionSettings(),
        log: @escaping StreamingLog = { _ in }
    ) {
        self.store = store
        self.database = database
        self.client = client
        self.settings = settings
        writer = BatchWriter(projection: projection, schema: schema)
        let watch = CheckpointWatch(database: client, tables: writer.tables)
        board = ProjectionBoard(
            projection: projection.name,
            watch: watch,
            longestSilence: settings.longestSilence,
            log: log
        )
        let bell = bell
        store.onAppended { _ in bell.ring() }
    }

    /// What it is doing.
    package func status() -> ProjectionStatus { board.seen }

    /// What an operator can do about streams that it could not go on with.
    package var parked: ParkedStreams {
        ParkedStreams(writer, database: client) { [board] count in board.update { $0.parkedStreams = count } }
    }

    /// For queries that want to read a command's effect.
    package var checkpoints: CheckpointWatch { board.watch }

    /// Runs until the task is cancelled.
    ///
    /// Failures of PostgreSQL are waited out.
    package func run() async {
        var pause = StreamingPause(first: settings.firstPause, longest: settings.longestPause)
        while !Task.isCancelled {
            do {
                try await session { pause.reset() }
            } catch is CancellationError {
                break
            } catch {
                await note(error, &pause)
            }
        }
        board.update { $0.state = .stopped(reason: "shut down") }
    }

    private func note(_ error: any Error, _ pause: inout StreamingPause) async {
        let duration = pause.next()
        if pause.failures >= settings.patience { board.update { $0.state = .stalled(reason: "\(error)") } }
        board.update { $0.failures += 1 }
        board.say(.warning, "local projection failed", ["reason": "\(error)", "pause": "\(duration)"])
        try? await Task.sleep(for: duration)
    }

    private func session(onProgress: () -> Void) async throws {
        let connection = try await PostgresConnection.connect(database)
        let outcome: Result<Void, any Error>
        do {
            try await own(connection)
            outcome = .success(try await apply(on: connection, onProgress))
        } catch {
            outcome = .failure(error)
        }
        await Task { await connection.close() }.value
        try outcome.get()
    }

    /// Waits for its turn among the replicas; a replica in waiting is ready.
    private func own(_ connection: PostgresConnection) async throws {
        let key = "bina projection \(writer.tables.schema) \(writer.tables.projection)"
        while true {
            let rows = try await connection.query("SELECT pg_try_advisory_lock(hashtextextended(\(key), 0))")
            if try rows.first?.decode(Bool.self, at: 0) == true { return }
            board.update { $0.state = .running }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func apply(on connection: PostgresConnection, _ onProgress: () -> Void) async throws {
        await store.newest.forget()
        var ledger = LaneLedger()
        ledger.replace(try await writer.tables.checkpoints(in: connection))
        let source = store.configuration.source
        if let known = ledger.store(of: source), known != store.identity {
            let trouble = SourceTrouble.replaced(known: known, found: store.identity)
            throw RetryLater(trouble.description(of: source))
        }
        ledger.prove(store.identity, of: source)
        board.found(ledger.checkpoints)
        try await countParked(on: connection)
        board.update { $0.state = .running }
        var poll = Duration.milliseconds(25)
        var steps = UnwrittenSteps(interval: settings.stepInterval)
        var nextBatch = ContinuousClock.now
        while true {
            try await Task.sleep(until: nextBatch)
            nextBatch = .now + settings.localInterval
            let events = upToWideEvent(try await nextEvents(ledger))
            guard !events.isEmpty else {
                if steps.isDue { try await write(BatchWriter.Work(advances: steps.take()), in: connection) }
                await bell.wait(atMost: poll)
                poll = min(poll * 2, .milliseconds(250))
                continue
            }
            poll = .milliseconds(25)
            let plan = BatchPlan(events, ledger: ledger)
            guard plan.unproven.isEmpty else { throw RetryLater("the store has another identity than before") }
            // Waiting would not help: a lane is read in order, and what is missing in it is not on its way.
            if let (lane, last) = plan.gaps.first {
                throw RetryLater("event \(last) of lane \(lane) is missing in the store: check it (bina verify)")
            }
            if let lane = plan.contradicted[source] {
                let trouble = SourceTrouble.restored(lane: lane, applied: ledger[lane].sequence, head: nil)
                throw RetryLater(trouble.description(of: source))
            }
            if plan.events.contains(where: { writer.isWide($0.envelope) }), !steps.isEmpty {
                try await write(BatchWriter.Work(advances: steps.take()), in: connection)
            }
            steps.add(plan.advances)
            if steps.isDue || plan.events.contains(where: { writer.projection.concerns($0.envelope) }) {
                try await write(BatchWriter.Work(events: plan.events, advances: steps.take()), in: connection)
            } else {
                board.update { $0.applied += plan.events.count }
            }
            for (lane, step) in plan.advances { ledger.advance(lane, to: step.checkpoint) }
            board.reached(plan.advances.mapValues(\.checkpoint))
            onProgress()
        }
    }

    /// An event that is done in portions comes alone.
    private func upToWideEvent(_ events: [ReceivedEvent]) -> [ReceivedEvent] {
        guard let wide = events.firstIndex(where: { writer.isWide($0.envelope) }) else { return events }
        return Array(events.prefix(max(1, wide)))
    }

    private func write(_ work: BatchWriter.Work, in connection: PostgresConnection) async throws {
        let outcome = try await writer.writeInPortions(work, in: connection) { board.update { _ in } }
        writer.projection.didCommit()
        board.committed(work, outcome)
    }

    private func countParked(on connection: PostgresConnection) async throws {
        guard let row = try await connection.query(writer.parking.countQuery).first else { return }
        let count = try row.decode(Int64.self)
        board.update { $0.parkedStreams = Int(count) }
    }

    private func nextEvents(_ ledger: LaneLedger) async throws -> [ReceivedEvent] {
        let source = store.configuration.source
        var cursors: [Lane: Int64] = [:]
        for number in 0..<Int16(store.laneCount) {
            cursors[Lane(number)] = ledger[SourceLane(source: source, lane: Lane(number))].sequence
        }
        let pages = try await store.newest.pages(
            after: cursors,
            limit: settings.feedPageSize / store.laneCount + 1,
            from: store.feed
        )
        for page in pages where page.head < cursors[page.lane] ?? 0 {
            let lane = SourceLane(source: source, lane: page.lane)
            let applied = cursors[page.lane] ?? 0
            let trouble = SourceTrouble.restored(lane: lane, applied: applied, head: page.head)
            throw RetryLater(trouble.description(of: source))
        }
        board.update { status in
            for page in pages {
                let lane = SourceLane(source: source, lane: page.lane)
                status.lanes[lane, default: LaneStatus()].head = page.head
                status.lanes[lane]?.waiting = page.events.first.map {
                    WaitingEvent(sequence: $0.sequence, recordedAt: $0.recordedAt)
                }
            }
        }
        return pages.flatMap { page in
            page.events.map { ReceivedEvent(fromFeed: $0, of: source, store: page.store) }
        }
    }
}

extension ReceivedEvent {
    /// An event that came from a store's feed instead of the bus.
    init(fromFeed envelope: EventEnvelope, of source: String, store: UUID) {
        self.init(
            envelope: envelope,
            source: source,
            store: store,
            place: RecordPlace(
                partition: KafkaPartition(topic: "feed", number: Int32(envelope.lane.number)),
                offset: envelope.sequence
            )
        )
    }
}

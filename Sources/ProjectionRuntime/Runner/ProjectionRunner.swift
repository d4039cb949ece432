import EventSourcing
package import EventStreaming
package import KafkaClient
package import PostgresClient

/// Keeps one projection's tables up to date with the bus, exactly once per event.
///
/// Replicas with the same projection name share the partitions. Make the tables with `ProjectionMigrations` first.
package final class ProjectionRunner: Sendable {
    private let projection: any Projection
    private let database: PostgresClient
    private let kafka: KafkaConfiguration
    private let feeds: [String: any FeedClient]
    private let settings: ProjectionSettings
    private let writer: BatchWriter
    private let board: ProjectionBoard
    private let log: StreamingLog

    /// A runner of the projection, whose tables and bookkeeping are in `schema`.
    ///
    /// `feeds` are by source; without one, events that the bus lacks stall the projection.
    package init(
        _ projection: any Projection,
        schema: String,
        database: PostgresClient,
        kafka: KafkaConfiguration,
        feeds: [String: any FeedClient],
        settings: ProjectionSettings = ProjectionSettings(),
        log: @escaping StreamingLog = { _ in }
    ) {
        self.projection = projection
        self.database = database
        self.kafka = kafka
        self.feeds = feeds
        self.settings = settings
        self.log = log
        writer = BatchWriter(projection: projection, schema: schema)
        let watch = CheckpointWatch(database: database, tables: writer.tables)
        board = ProjectionBoard(
            projection: projection.name,
            watch: watch,
            longestSilence: settings.longestSilence,
            log: log
        )
    }

    /// What it is doing.
    package func status() -> ProjectionStatus { board.seen }

    /// What an operator can do about streams that it could not go on with.
    package var parked: ParkedStreams {
        ParkedStreams(writer, database: database) { [board] count in board.update { $0.parkedStreams = count } }
    }

    /// Its tables may be others than a moment ago: it reads back where it is, and asks the feeds at once.
    package func lookAgain() { board.lookAgain() }

    /// For queries that want to read a command's effect.
    package var checkpoints: CheckpointWatch { board.watch }

    /// Runs until the task is cancelled; then the open transaction is rolled back and the group left.
    ///
    /// Failures of Kafka and PostgreSQL are waited out and show in `status()`.
    package func run() async {
        var pause = StreamingPause(first: settings.firstPause, longest: settings.longestPause)
        while !Task.isCancelled {
            do {
                try await consume()
            } catch is CancellationError {
                break
            } catch {
                let duration = pause.next()
                board.update { $0.state = .stalled(reason: "\(error)") }
                board.say(.error, "consumer failed", ["error": "\(error)", "pause": "\(duration)"])
                try? await Task.sleep(for: duration)
            }
        }
        board.update { $0.state = .stopped(reason: "shut down") }
    }

    private func consume() async throws {
        let gate = AssignmentGate(database: database, tables: writer.tables, log: log)
        let board = board
        let subscriber = try Subscriber(
            kafka,
            group: settings.topicPrefix + projection.name + settings.groupSuffix,
            topics: settings.topics(of: projection.sources),
            listener: gate,
            log: { entry in
                board.say(
                    StreamingLogEntry.Level(entry.level),
                    "librdkafka",
                    ["facility": entry.facility, "message": entry.message]
                )
            }
        )
        var loop = ProjectionLoop(
            settings: settings,
            database: database,
            writer: writer,
            feeds: feeds,
            gate: gate,
            board: board
        )
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await loop.run(subscriber))
        } catch {
            outcome = .failure(error)
        }
        // A task of its own: leaving the group must happen also when this task is cancelled.
        await Task { await subscriber.close(within: .seconds(5)) }.value
        try outcome.get()
    }
}

extension StreamingLogEntry.Level {
    init(_ level: KafkaLogEntry.Level) {
        switch level {
        case .error: self = .error
        case .warning: self = .warning
        case .notice: self = .notice
        case .debug: self = .debug
        }
    }
}

import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import KafkaClient
import LearningRecordProjection
import PostgresClient
import ProjectionRuntime

/// A learning record of a figure's own: fresh tables, and a runner that fills them.
struct BenchProjection: Sendable {
    static let schema = LearningRecordTables.defaultSchema
    let runner: ProjectionRunner

    /// Drops what an earlier round left.
    init(
        _ client: PostgresClient,
        _ kafka: KafkaConfiguration,
        feeds: [String: any FeedClient] = [:],
        change: (inout ProjectionSettings) -> Void
    ) async throws {
        let schema = Self.schema
        try await client.withConnection { connection in
            try await connection.executeScript("drop schema if exists \(schema) cascade")
            try await migrate(
                connection,
                schema: schema,
                migrations: ProjectionMigrations.bookkeeping(schema: schema) + LearningRecordTables().migrations
            )
        }
        var settings = ProjectionSettings()
        // The embedded broker waits for a member that left a group as long as for one that is silent.
        settings.groupSuffix = "-\(UUID())"
        change(&settings)
        runner = ProjectionRunner(
            LearningRecordProjection(),
            schema: schema,
            database: client,
            kafka: kafka,
            feeds: feeds,
            settings: settings
        )
    }

    /// What the runner did between its first commit and the one with the last event.
    struct Pace: Sendable {
        let perSecond: Double
        /// Processor time per event, in microseconds.
        let own: Double
        let inPostgres: Double
    }

    /// Lets the runner apply `count` events; `server` is PostgreSQL's process.
    ///
    /// - Throws: `Refusal` when it did not go smoothly, for then something else was measured.
    func pace(of count: Int, server: Int32) async throws -> Pace {
        let run = Task { await runner.run() }
        let result: Result<Pace, any Error>
        do {
            let (begin, first) = try await reach(1, within: .seconds(60))
            let (own, theirs) = (ProcessorTime.own, ProcessorTime.tree(below: server))
            let (end, last) = try await reach(count, within: .seconds(300))
            guard last > first else { throw Refusal("too few events to measure by") }
            let events = Double(last - first)
            result = .success(
                Pace(
                    perSecond: events / (end - begin).inSeconds,
                    own: (ProcessorTime.own - own).inSeconds * 1e6 / events,
                    inPostgres: (ProcessorTime.tree(below: server) - theirs).inSeconds * 1e6 / events
                )
            )
        } catch {
            result = .failure(error)
        }
        run.cancel()
        await run.value
        return try result.get()
    }

    /// When each of these numbers of events was applied.
    func times(ofReaching counts: [Int]) async throws -> [ContinuousClock.Instant] {
        let run = Task { await runner.run() }
        let result: Result<[ContinuousClock.Instant], any Error>
        do {
            var times: [ContinuousClock.Instant] = []
            for count in counts { times.append(try await reach(count, within: .seconds(3_600)).time) }
            result = .success(times)
        } catch {
            result = .failure(error)
        }
        run.cancel()
        await run.value
        return try result.get()
    }

    private func reach(_ count: Int, within limit: Duration) async throws -> (
        time: ContinuousClock.Instant, applied: Int
    ) {
        let deadline = ContinuousClock.now + limit
        while true {
            try Task.checkCancellation()
            let status = runner.status()
            if status.parkedStreams + status.gaps + status.failures + status.offsetsOutOfRange > 0 {
                throw Refusal("the projection met trouble: \(status.state), \(status.gaps) gaps")
            }
            if status.applied >= count { return (.now, status.applied) }
            guard deadline > .now else {
                throw Refusal("only \(status.applied) of \(count) events were applied in time")
            }
            await pause(.milliseconds(5))
        }
    }
}

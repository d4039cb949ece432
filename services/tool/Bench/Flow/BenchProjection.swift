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

    /// Events per second between the first commit and the one with the last of `count` events.
    ///
    /// - Throws: `Refusal` when it did not go smoothly, for then something else was measured.
    func rate(of count: Int) async throws -> Double {
        let run = Task { await runner.run() }
        let result: Result<Double, any Error>
        do {
            let (begin, first) = try await reach(1, within: .seconds(60))
            let (end, last) = try await reach(count, within: .seconds(300))
            guard last > first else { throw Refusal("too few events to measure by") }
            result = .success(Double(last - first) / (end - begin).inSeconds)
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

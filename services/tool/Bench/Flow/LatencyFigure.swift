import EventSourcing
import EventStreaming
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// How long after its acknowledgement a command shows in the read model, at a quarter of full load.
struct LatencyFigure: Figure {
    static let lines = [
        FigureLine(
            name: "latency-p50",
            unit: "ms",
            goal: .atMost(2),
            meaning: "from a command's acknowledgement until the learning record shows it, at a quarter of full load; "
                + "reference: one record produced and consumed on the same broker + one commit of one row, under the "
                + "same load"
        ),
        FigureLine(name: "latency-p99", unit: "ms", goal: .atMost(6), meaning: "the same, of the slowest in a hundred"),
    ]

    private static let service = "enrolment"
    private let ground: BenchGround
    private let topics: BenchTopics
    private let load: AppendLoad
    private let client: PostgresClient
    private let relay: Relay
    private let relaying: Task<Void, any Error>
    private let projection: BenchProjection
    private let projecting: Task<Void, Never>
    private let parts: LatencyParts
    /// Commands per second.
    private let rate: Double

    static func prepare(on ground: BenchGround) async throws -> LatencyFigure {
        // The embedded broker answers a fetch only when its wait is over: a short one, for both sides.
        let topics = try await BenchTopics(ground, properties: ["fetch.wait.max.ms": "5"])
        let database = try await ground.database("bench_latency")
        let load = try await AppendLoad(database, schema: service)
        var settings = RelaySettings()
        settings.topicPrefix = try await topics.newPrefix(service)
        let prefix = settings.topicPrefix
        let relay = try Relay(
            load.store,
            database: database,
            kafka: topics.kafka,
            partitions: BenchTopics.partitions,
            settings: settings
        )
        let relaying = Task { try await relay.run() }
        let client = PostgresClient(database)
        let projection = try await BenchProjection(client, topics.kafka) { $0.topicPrefix = prefix }
        let projecting = Task { await projection.runner.run() }
        let full = try await load.run(for: .seconds(3))
        let figure = LatencyFigure(
            ground: ground,
            topics: topics,
            load: load,
            client: client,
            relay: relay,
            relaying: relaying,
            projection: projection,
            projecting: projecting,
            parts: try await LatencyParts(topics, client),
            rate: full.perSecond / 4
        )
        _ = try await figure.visible(try await load.writeOne(), within: .seconds(60))
        _ = try await figure.round(of: .seconds(2))
        return figure
    }

    func measure() async throws -> [Reading] {
        let (seen, reference) = try await round(of: ground.duration)
        guard let median = seen.quantile(0.5), let slow = seen.quantile(0.99) else {
            throw Refusal("no command was measured")
        }
        let note = "\(rate.legible) commands/s, \(seen.count) looked at; \(topics.name)"
        return [
            Reading(
                value: median,
                reference: reference.median,
                note: "\(note); reference: \(reference.legible)"
            ),
            Reading(value: slow, reference: reference.slow),
        ]
    }

    func finish() async {
        await parts.close()
        relay.stop()
        projecting.cancel()
        _ = await relaying.result
        await projecting.value
        await load.close()
        await client.close()
        await topics.close()
        try? await ground.dropDatabase("bench_latency")
    }

    /// Milliseconds of some of the commands, and of the parts beside them.
    private func round(of duration: Duration) async throws -> ([Double], LatencyParts.Times) {
        let deadline = ContinuousClock.now + duration
        async let reference = parts.times(until: deadline)
        let seen = try await withThrowingTaskGroup(of: Double?.self) { group in
            let begin = ContinuousClock.now
            var started = 0
            while ContinuousClock.now < deadline {
                // By the clock, whatever became of those before.
                let due = Int((ContinuousClock.now - begin).inSeconds * rate)
                while started < due {
                    let isSeen = started % 10 == 0
                    group.addTask { try await one(isSeen: isSeen) }
                    started += 1
                }
                await pause(.milliseconds(1))
            }
            return try await group.reduce(into: [Double]()) { times, time in if let time { times.append(time) } }
        }
        return (seen, try await reference)
    }

    private func one(isSeen: Bool) async throws -> Double? {
        let result = try await load.writeOne()
        return isSeen ? try await visible(result, within: .seconds(30)) : nil
    }

    /// Milliseconds from now until the command shows.
    private func visible(_ result: CommandResult, within limit: Duration) async throws -> Double {
        let acknowledged = ContinuousClock.now
        guard let receipt = result.receipt else { throw Refusal("a command changed nothing") }
        let token = ReadToken(source: Self.service, receipt: receipt)
        guard try await projection.runner.checkpoints.waitUntil(reached: token, within: limit) else {
            throw Refusal("a command did not show in the learning record: \(projection.runner.status().state)")
        }
        return (ContinuousClock.now - acknowledged).inSeconds * 1e3
    }
}

extension [Double] {
    /// The value that this share of the values is below; nil when there is none.
    func quantile(_ share: Double) -> Double? {
        let ordered = sorted()
        return ordered.isEmpty ? nil : ordered[Swift.min(ordered.count - 1, Int(Double(ordered.count) * share))]
    }
}

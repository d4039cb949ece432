import PostgresClient

/// Appends to a store that holds millions of events, beside appends to an empty one.
struct AppendAfterMillionsFigure: Figure {
    static let lines = [
        FigureLine(
            name: "append-10m",
            unit: "events/s",
            goal: .atLeast(0.9),
            meaning: "the figure append with many events stored (--events, 10 million); reference: the same with an "
                + "empty store, made anew for each round"
        )
    ]

    private static let database = "bench_append_full"
    private let ground: BenchGround
    private let configuration: PostgresConfiguration
    private let full: AppendLoad

    static func prepare(on ground: BenchGround) async throws -> AppendAfterMillionsFigure {
        // 620 bytes a row with its indexes and its command, as much again for the log while loading.
        try ground.installation.workplace.demandDisk(megabytes: 2_000 + ground.events / 800)
        let configuration = try await ground.database(database)
        let full = try await AppendLoad(configuration, schema: "full")
        ground.tell("append-10m: storing \(ground.events) events …")
        try await FilledStore(schema: "full", database: configuration).fill(ground.events)
        // As long as a round: its pages come into memory, and go into the log whole after the checkpoint, as in a store
        // that has been in use.
        _ = try await full.run(for: ground.duration)
        return AppendAfterMillionsFigure(ground: ground, configuration: configuration, full: full)
    }

    func measure() async throws -> [Reading] {
        let (full, note) = try await full.measured(on: ground)
        let connection = try await PostgresConnection.connect(configuration)
        try await connection.executeScript("drop schema if exists empty cascade")
        await connection.close()
        let empty = try await AppendLoad(configuration, schema: "empty")
        _ = try await empty.run(for: .seconds(1))
        let (reference, _) = try await empty.measured(on: ground)
        await empty.close()
        return [Reading(value: full.perSecond, reference: reference.perSecond, note: note)]
    }

    func finish() async {
        await full.close()
        try? await ground.dropDatabase(Self.database)
    }
}

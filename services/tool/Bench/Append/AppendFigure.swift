import PostgresClient

/// Durable single-event appends through the command handler, beside pgbench.
struct AppendFigure: Figure {
    static let lines = [
        FigureLine(
            name: "append",
            unit: "events/s",
            goal: .atLeast(3),
            meaning: "durable single-event appends through the command handler, \(AppendLoad.writers) writers; "
                + "reference: pgbench -M prepared, the same rows, one event for each transaction, best client count"
        )
    ]

    private let ground: BenchGround
    private let load: AppendLoad
    private let reference: PgbenchReference

    static func prepare(on ground: BenchGround) async throws -> AppendFigure {
        let database = try await ground.database("bench_append")
        let load = try await AppendLoad(database, schema: "enrolment")
        let reference = try await PgbenchReference(ground, database: "bench_append", schema: "enrolment")
        _ = try await load.run(for: .seconds(2))
        return AppendFigure(ground: ground, load: load, reference: reference)
    }

    func measure() async throws -> [Reading] {
        let (outcome, note) = try await load.measured(on: ground)
        let reference = try await reference.run(for: ground.duration)
        let clients = "pgbench with \(self.reference.clients) clients"
        return [Reading(value: outcome.perSecond, reference: reference, note: "\(note); \(clients)")]
    }

    func finish() async {
        await load.close()
        try? await ground.dropDatabase("bench_append")
    }
}

extension AppendLoad {
    /// One run of the ground's length, and where its processor time went.
    func measured(on ground: BenchGround) async throws -> (Outcome, note: String) {
        let server = try await ground.postgres().processID ?? 0
        let before = ProcessorTime.tree(below: server)
        let outcome = try await run(for: ground.duration)
        let used = ProcessorTime.tree(below: server) - before
        func each(_ time: Duration) -> String { (time.inSeconds * 1e6 / Double(max(1, outcome.appends))).legible }
        let note =
            "\(outcome.appendsPerCommit.legible) per commit; CPU µs per event: \(each(outcome.own)) here, "
            + "\(each(used)) in PostgreSQL"
        return (outcome, note)
    }
}

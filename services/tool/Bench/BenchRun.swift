/// Measures figures, one after another, each in several rounds.
struct BenchRun: Sendable {
    let ground: BenchGround
    let rounds: Int

    /// The results of one figure.
    ///
    /// - Throws: what kept it from being measured.
    func results(of figure: any Figure.Type) async throws -> [FigureResult] { try await measured(figure) }

    private func measured<F: Figure>(_ figure: F.Type) async throws -> [FigureResult] {
        let name = F.lines.map(\.name).joined(separator: ", ")
        ground.tell("\(name): preparing …")
        let prepared = try await telling("\(name): preparing") { try await F.prepare(on: ground) }
        var rows: [[Reading]] = []
        let rounds = min(rounds, F.mostRounds)
        do {
            for round in 1...rounds {
                try Task.checkCancellation()
                let readings = try await telling("\(name): round \(round) of \(rounds)") {
                    try await prepared.measure()
                }
                rows.append(readings)
                ground.tell("\(name): round \(round) of \(rounds): \(Self.text(readings, F.lines))")
            }
        } catch {
            await prepared.finish()
            throw error
        }
        await prepared.finish()
        return F.lines.enumerated().compactMap { index, line in FigureResult(line, rows.map { $0[index] }) }
    }

    /// Says now and then that the body is not done yet, so that a long step does not look like one that hangs.
    private func telling<R>(_ step: String, _ body: () async throws -> R) async throws -> R {
        let begin = ContinuousClock.now
        let teller = Task { [ground] in
            while (try? await Task.sleep(for: .seconds(20))) != nil {
                ground.tell("\(step), for \(Int((ContinuousClock.now - begin).inSeconds)) s now …")
            }
        }
        defer { teller.cancel() }
        return try await body()
    }

    private static func text(_ readings: [Reading], _ lines: [FigureLine]) -> String {
        zip(readings, lines).map { reading, line in
            let beside = reading.reference.map { " (reference \($0.legible))" } ?? ""
            return "\(reading.value.legible) \(line.unit)\(beside)\(reading.note.map { ", \($0)" } ?? "")"
        }.joined(separator: "; ")
    }
}

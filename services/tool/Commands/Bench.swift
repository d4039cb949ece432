import Foundation

/// `bina bench`: how fast the spine is on this machine, each figure beside a reference.
enum Bench: ToolCommand {
    static let specification = CommandSpecification(
        name: "bench",
        summary: "measure how fast it is, each figure beside a reference",
        operands: "",
        options: [
            .init("only", "NAMES", "these figures alone, with commas"),
            .init("runs", "N", "rounds of each figure, of which the medians count (default 3)"),
            .init("seconds", "N", "how long one load runs in a round (default 5)"),
            .init("events", "N", "how many events a full store has (default 10000000)"),
            .init("json", nil, "one JSON object per figure and line instead of the table"),
            .init("keep-going", nil, "go on with the next figure when one cannot be measured"),
        ],
        details: """
            Starts a PostgreSQL, a broker and services of its own in .bina/bench with the settings that up uses, and
            deletes them at the end. What is going on is said on standard error.
            Figures: \(Figures.all.flatMap { $0.lines.map(\.name) }.joined(separator: ", "))
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let rounds = try arguments.number("runs", 3, in: 1...99, of: specification)
        let seconds = try arguments.number("seconds", 5, in: 1...600, of: specification)
        let events = try arguments.number("events", 10_000_000, in: 1_000...1_000_000_000, of: specification)
        let names = (arguments.value("only") ?? "").split(separator: ",").map(String.init)
        let figures = try Figures.named(names, of: specification)
        let ground = try await BenchGround(in: workplace, duration: .seconds(seconds), events: events)
        let (asJSON, keepsGoing) = (arguments.has("json"), arguments.has("keep-going"))
        let failure: (any Error)?
        do {
            try await StopSignals().cancelling {
                try await measure(
                    figures,
                    BenchRun(ground: ground, rounds: rounds),
                    asJSON: asJSON,
                    keepsGoing: keepsGoing
                )
            }
            failure = nil
        } catch {
            failure = error
        }
        ground.tell("cleaning up …")
        await ground.finish()
        if let failure { throw failure }
    }

    private static func measure(
        _ figures: [any Figure.Type],
        _ run: BenchRun,
        asJSON: Bool,
        keepsGoing: Bool
    ) async throws {
        var results: [FigureResult] = []
        var failures: [String] = []
        for figure in figures {
            do {
                let measured = try await run.results(of: figure)
                results += measured
                // As soon as it is known: a long run that is interrupted has told what it knew.
                if asJSON { for result in measured { Console.print(result.json) } }
            } catch  where keepsGoing && !Task.isCancelled {
                let names = figure.lines.map(\.name).joined(separator: ", ")
                failures.append(names)
                Console.complain("\(names) could not be measured: \(error)")
            }
        }
        if !asJSON { Console.print(FigureTable(results: results).text) }
        guard failures.isEmpty else {
            throw Refusal("these figures could not be measured: \(failures.joined(separator: ", "))")
        }
    }
}

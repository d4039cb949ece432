import Foundation

/// `bina break`: kills, cuts and fills the parts of an installation of its own while it works, then verifies it.
enum Break: ToolCommand {
    static let specification = CommandSpecification(
        name: "break",
        summary: "break an installation of its own on purpose, under load, then verify it",
        options: [
            .init("minutes", "N", "how long (default 5)"),
            .init("seed", "S", "the same load and the same faults in the same order (default: another each time)"),
            .init("kafka", "FOLDER", "Apache Kafka from this folder's libs/ instead of the embedded broker"),
            .init("replicas", "N", "at most so many replicas of each service and projection (default 3)"),
            .init("workers", "N", "clients at one time (default 8)"),
            .init("attempts", "N", "attempts at an exam that are open at one time (default 200)"),
            .init("only", "KINDS", "only these faults, by the names it prints, such as kill-service,broker-killed"),
            .init("keep", nil, "keep the folder with logs and data also when all is well"),
        ],
        details: """
            Ends with exit code 1 when an acknowledged command is missing or doubled, or anything differs, or a process
            crashes, or a command gets no answer, or the system does not recover. It touches no other installation.
            As root, PostgreSQL's disk is filled up too.
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let minutes = try arguments.number("minutes", 5, in: 1...1_440, of: specification)
        let replicas = try arguments.number("replicas", 3, in: 1...8, of: specification)
        let workers = try arguments.number("workers", 8, in: 1...64, of: specification)
        let attempts = try arguments.number("attempts", 200, in: 1...100_000, of: specification)
        let seed = try arguments.seed(of: specification)
        let kafka = arguments.value("kafka").map { URL(filePath: $0) }
        // An attempt with ten answers takes 100 kB with indexes and read models, and the log as much again.
        let disk = 320 + attempts / 5
        let stage = try await BreakStage(workplace, replicas: replicas, kafka: kafka, diskMegabytes: disk)
        Console.print("seed \(seed): bina break --minutes \(minutes) --seed \(seed)")
        Console.complain("the installation is in \(stage.folder.path)")
        var choices = FaultChoices(
            hasEmbeddedBroker: kafka == nil,
            hasSmallDisk: stage.disk != nil,
            hasWrongClocks: WrongClock.isPossible,
            replicas: replicas
        )
        choices.only = try only(arguments, of: FaultSchedule.kinds(choices))
        for missing in missing(choices) { Console.print(missing) }
        var run = BreakRun(seed: seed, length: .seconds(minutes * 60), stage: stage, choices: choices)
        run.workers = workers
        run.attempts = attempts
        run.tell = { Console.print($0) }
        let outcome: BreakRun.Outcome
        do {
            outcome = try await StopSignals().cancelling { [run] in
                try await stage.start()
                return try await run.run()
            }
        } catch is CancellationError {
            await stage.remove(keepsFiles: false)
            throw CancellationError()
        } catch {
            await stage.remove(keepsFiles: true)
            throw Refusal("seed \(seed): \(error)\nlogs and data are in \(stage.folder.path)")
        }
        await stage.remove(keepsFiles: arguments.has("keep") || !outcome.isSound)
        Console.print(text(outcome))
        guard outcome.isSound else {
            for difference in outcome.exams.differences.prefix(50) { Console.complain("different: \(difference)") }
            throw Refusal(
                "seed \(seed): \(outcome.differences.count) differences, \(outcome.crashes.count) crashes, "
                    + "\(outcome.unsettled) commands without an answer, exams: \(outcome.exams.failure); "
                    + "data and logs: \(stage.folder.path)"
            )
        }
    }

    private static func only(_ arguments: Arguments, of known: Set<String>) throws -> Set<String> {
        let only = Set((arguments.value("only") ?? "").split(separator: ",").map(String.init))
        guard let unknown = only.subtracting(known).sorted().first else { return only }
        let names = known.sorted().joined(separator: ", ")
        throw UsageError("--only knows no fault '\(unknown)' here; it takes \(names)", of: specification)
    }

    /// What cannot be done here, and why.
    static func missing(_ choices: FaultChoices) -> [String] {
        (choices.hasSmallDisk ? [] : ["no full disk: only root may mount a small one"])
            + (choices.hasWrongClocks ? [] : ["no wrong clock: the package libfaketime is not installed"])
    }

    static func text(_ outcome: BreakRun.Outcome) -> String {
        let faults = outcome.faults.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
        let refused = outcome.refused.sorted { $0.key < $1.key }.map { "\($1) with \($0)" }.joined(separator: ", ")
        let aside = outcome.aside.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
        return """
            faults: \(faults); at most \(outcome.replicas) replicas at one time
            crashes: \(outcome.crashes.isEmpty ? "none" : outcome.crashes.joined(separator: "; "))
            commands: \(outcome.acknowledged) acknowledged, \(outcome.repeated) attempts in vain, \
            \(outcome.unsettled) never answered, refused: \(refused.isEmpty ? "none" : refused)
            exams: \(outcome.answers) answers acknowledged, kept aside: \(aside.isEmpty ? "none" : aside)
            recovered \(outcome.recovery.inTenths) s after the last command
            exams: \(outcome.exams.text)
            journal: \(Verify.text(outcome.journal, showing: 20))
            receipts: \(Verify.text(outcome.receipts, showing: 20))
            \(Verify.text(outcome.verified, showing: 20))
            """
    }
}

import Foundation
import PostgresClient
import Synchronization

/// One run: load and faults for a while, then healing, quiet, and the checks.
struct BreakRun: Sendable {
    let seed: UInt64
    let length: Duration
    let stage: BreakStage
    let choices: FaultChoices
    var workers = 8
    /// Hears each fault when it is done.
    var tell: @Sendable (String) -> Void = { _ in }

    static let tenants = ["aceh", "tebo"]

    /// What came of it.
    struct Outcome: Sendable {
        var faults: [String: Int] = [:]
        let acknowledged: Int
        let repeated: Int
        let refused: [Int: Int]
        let unsettled: Int
        /// From the end of the load until everything was applied everywhere.
        let recovery: Duration
        let journal: VerifyReport
        let verified: VerifyReport

        var differences: [Difference] { journal.shown + verified.shown }
        var isSound: Bool { journal.differences + verified.differences == 0 }
    }

    /// - Throws: `NotInTime` when the system does not recover; then nothing is known about what it holds.
    func run() async throws -> Outcome {
        let journal = LoadJournal()
        let end = ContinuousClock.now + length
        let actor = "load-\(seed)"
        async let load: Void = work(until: end, journal, actor)
        let faults = try await strike(until: end)
        try await stage.heal()
        try await load
        tell("healed; waiting until everything is applied everywhere")
        let begin = ContinuousClock.now
        let places = try await stage.places()
        try await Quiet(places: places).reached(within: .seconds(180))
        let recovery = ContinuousClock.now - begin
        let kept = try await JournalCheck(places: places, journal: journal, actors: [actor]).run()
        let verified = try await Verify.settled(places, recheck: .seconds(15))
        return Outcome(
            faults: faults,
            acknowledged: journal.acknowledged.count,
            repeated: journal.repeated,
            refused: journal.refused,
            unsettled: journal.unsettled,
            recovery: recovery,
            journal: kept,
            verified: verified
        )
    }

    private func work(until end: ContinuousClock.Instant, _ journal: LoadJournal, _ actor: String) async throws {
        let issuer = try DevelopmentIssuer(stage.installation.secrets)
        let token = try issuer.token(
            subject: actor,
            tenants: Self.tenants,
            roles: ["personnel-office", "training-organiser", "records-importer"],
            hours: 24,
            now: Int(Date().timeIntervalSince1970)
        )
        let worlds = Self.tenants.map { _ in LoadWorld() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<workers {
                let tenant = number % Self.tenants.count
                let client = InsistentClient(
                    http: stage.http,
                    source: ServiceEntry.enrolment.name,
                    addresses: stage.services.map(\.address),
                    token: token,
                    actor: actor,
                    tenant: Self.tenants[tenant],
                    journal: journal,
                    deadline: end + .seconds(120)
                )
                var worker = LoadWorker(
                    "\(seed)-\(number)",
                    client,
                    worlds[tenant],
                    seed: seed &* 1_000_003 &+ UInt64(number)
                )
                group.addTask { try await worker.run { ContinuousClock.now > end } }
            }
            try await group.waitForAll()
        }
    }

    /// One fault after the other; one that lasts is undone when its time is over, or before the next that lasts.
    private func strike(until end: ContinuousClock.Instant) async throws -> [String: Int] {
        var schedule = FaultSchedule(seed: seed, choices)
        var counts: [String: Int] = [:]
        var lasting: (until: ContinuousClock.Instant, undo: @Sendable () async throws -> Void)?
        let begin = ContinuousClock.now
        while true {
            let step = schedule.next()
            guard ContinuousClock.now + step.pause < end else { break }
            try await Task.sleep(for: step.pause)
            if let over = lasting, over.until <= .now || step.fault.reachesFar {
                try await Task.sleep(until: over.until, clock: .continuous)
                try await over.undo()
                lasting = nil
            }
            tell("\((ContinuousClock.now - begin).inTenths) s  \(step.fault)")
            counts[step.fault.kind, default: 0] += 1
            if let next = try await stage.commit(step.fault) { lasting = (.now + next.lasts, next.undo) }
        }
        if let lasting { try await lasting.undo() }
        return counts
    }
}

extension Fault {
    /// Waits until a fault that lasts is over: together they could not be undone.
    fileprivate var reachesFar: Bool {
        switch self {
        case .brokerKilled, .databaseKilled, .brokerDown, .brokerSlow, .strangersTransaction, .diskFull,
            .connectionsCut:
            true
        case .killService, .killProjection, .killEverything, .restartService, .restartProjection, .comes, .goes,
            .leaderMoves, .answersFail, .rebuild:
            false
        }
    }
}

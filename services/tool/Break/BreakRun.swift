/// One run: load and faults for a while, then healing, quiet, and the checks.
struct BreakRun: Sendable {
    let seed: UInt64
    let length: Duration
    let stage: BreakStage
    let choices: FaultChoices
    var workers = 8
    /// Attempts at exams that are open at one time.
    var attempts = 200
    /// Hears each fault when it is done.
    var tell: @Sendable (String) -> Void = { _ in }

    /// What came of it.
    struct Outcome: Sendable {
        /// How often each kind was done.
        let faults: [String: Int]
        /// Processes that ended by a signal that nobody sent them.
        let crashes: [String]
        /// The most replicas of a service that ran at one time.
        let replicas: Int
        let acknowledged: Int
        let repeated: Int
        let refused: [Int: Int]
        let unsettled: Int
        /// Answers of candidates that were acknowledged.
        let answers: Int
        /// Of these, kept aside by reason.
        let aside: [String: Int]
        /// From the end of the load until everything was applied everywhere.
        let recovery: Duration
        let journal: VerifyReport
        let receipts: VerifyReport
        let verified: VerifyReport
        /// What candidates were told against what their attempts show.
        let exams: ExamLoadReport

        private var reports: [VerifyReport] { [journal, receipts, verified] }
        var differences: [Difference] { reports.flatMap(\.shown) }
        var isSound: Bool {
            reports.allSatisfy { $0.differences == 0 } && exams.isSound && crashes.isEmpty && unsettled == 0
        }
    }

    /// - Throws: `NotInTime` when the system does not recover; then nothing is known about what it holds.
    func run() async throws -> Outcome {
        let exams = try examLoad()
        tell("entering \(attempts) people who sit an exam")
        let hall = try await exams.prepare(
            enrolment: address(of: .enrolment),
            assessment: address(of: .assessment)
        )
        let load = BreakLoad(seed: seed, stage: stage, workers: workers)
        let banks = try await load.prepare()
        let end = ContinuousClock.now + length
        async let work: Void = load.work(until: end, banks)
        async let sitting = exams.sit(in: hall, until: end)
        let (faults, replicas) = try await strike(until: end)
        try await stage.heal()
        try await work
        let sat = try await sitting
        let report = ExamLoadReport(exams, sat, differences: try await exams.check(sat))
        tell("healed; waiting until everything is applied everywhere")
        let begin = ContinuousClock.now
        try await Quiet(places: try await stage.places()).reached(within: .seconds(180))
        let recovery = ContinuousClock.now - begin
        // Only now: an embedded broker that ended meanwhile was started again under another address.
        let places = try await stage.places()
        let (journal, receipts) = (load.journal, load.receipts)
        return Outcome(
            faults: faults,
            crashes: await stage.crashes,
            replicas: replicas,
            acknowledged: journal.acknowledged.count,
            repeated: journal.repeated + receipts.repeated,
            refused: journal.refused,
            unsettled: journal.unsettled + receipts.unsettled,
            answers: receipts.acknowledged,
            aside: receipts.aside,
            recovery: recovery,
            journal: try await JournalCheck(places: places, journal: journal, actors: load.actors).run(),
            receipts: try await StoredReceiptCheck(places: places, journal: receipts).run(),
            verified: try await Verify.settled(places, recheck: .seconds(15)),
            exams: report
        )
    }

    private func address(of entry: ServiceEntry) -> String { stage.replicas(of: entry)[0].address }

    private func examLoad() throws -> ExamLoad {
        // Answers spread over the whole run, so that faults meet them.
        let connections = min(64, max(16, attempts / 100))
        let size = ExamLoad.Size(attempts: attempts, answers: 10, pause: length / 10, connections: connections)
        return ExamLoad(
            seed: seed,
            tenant: "ujian",
            size: size,
            addresses: stage.replicas(of: .assessment).map(\.address),
            issuer: try DevelopmentIssuer(stage.installation.secrets)
        )
    }

    /// One fault after the other; one that lasts is undone when its time is over, or before the next that lasts.
    ///
    /// It goes on until each kind was done once, two minutes more at most.
    private func strike(until end: ContinuousClock.Instant) async throws -> (counts: [String: Int], replicas: Int) {
        var schedule = FaultSchedule(seed: seed, choices)
        var missing = choices.only.isEmpty ? FaultSchedule.kinds(choices) : choices.only
        var counts: [String: Int] = [:]
        var replicas = 1
        var lasting: (until: ContinuousClock.Instant, undo: @Sendable () async throws -> Void)?
        let begin = ContinuousClock.now
        while true {
            let step = schedule.next()
            let last = missing.isEmpty ? end : end + .seconds(120)
            guard ContinuousClock.now + step.pause < last else { break }
            try await Task.sleep(for: step.pause)
            if let over = lasting, over.until <= .now || step.fault.reachesFar {
                try await Task.sleep(until: over.until, clock: .continuous)
                try await over.undo()
                lasting = nil
            }
            tell("\((ContinuousClock.now - begin).inTenths) s  \(step.fault)")
            switch try await stage.commit(step.fault) {
            case .refused(let reason):
                tell("    refused: \(reason)")
                continue
            case .done: break
            case .lasts(let time, let undo): lasting = (.now + time, undo)
            }
            counts[step.fault.kind, default: 0] += 1
            missing.remove(step.fault.kind)
            replicas = max(replicas, await stage.running.count / ServiceEntry.all.count)
        }
        if let lasting { try await lasting.undo() }
        return (counts, replicas)
    }
}

extension Fault {
    /// Waits until a fault that lasts is over: together they could not be undone.
    fileprivate var reachesFar: Bool {
        switch self {
        case .brokerKilled, .databaseKilled, .brokerDown, .brokerSlow, .strangersTransaction, .policiesStarved,
            .diskFull, .connectionsCut, .clockWrong:
            true
        case .killService, .killProjection, .killEverything, .restartService, .restartProjection, .comes, .goes,
            .leaderMoves, .answersFail, .rebuild:
            false
        }
    }
}

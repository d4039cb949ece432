import Foundation

/// Starts processes in order, keeps them running, and stops them in the reverse order.
///
/// A process that ends by itself is started again: after half a second, then twice as long each time up to 30 seconds,
/// and from the beginning once it ran for a minute.
actor Supervisor {
    private let plans: [ProcessPlan]
    private let log: LogPrinter
    private let run: URL
    private let backoff: Backoff
    private var children: [String: ChildProcess] = [:]
    private var keepers: [String: Task<Void, Never>] = [:]
    private var failures: [String: Int] = [:]
    private var wantedRestarts: Set<String> = []
    private var isStopping = false

    /// How long to wait before a restart.
    struct Backoff: Sendable {
        var first: Duration = .milliseconds(500)
        var longest: Duration = .seconds(30)
        /// A process that ran this long starts counting anew.
        var forgiving: Duration = .seconds(60)

        func delay(failure: Int) -> Duration { min(longest, first * Double(1 << min(max(failure - 1, 0), 16))) }
    }

    /// Plans come in the order of their start; `run` is where the process ids are kept for `down`.
    init(_ plans: [ProcessPlan], log: LogPrinter, run: URL, backoff: Backoff = Backoff()) {
        self.plans = plans
        self.log = log
        self.run = run
        self.backoff = backoff
    }

    /// Starts what is named, waits until it is ready, and keeps it running from then on.
    ///
    /// - Throws: `Refusal` with its last lines when it does not become ready in time, or ends before.
    func start(_ name: String) async throws {
        guard let plan = plans.first(where: { $0.name == name }), !isStopping else { return }
        let child = try await launch(plan)
        do {
            try await Readiness.wait(for: plan, child)
        } catch {
            await child.stop(asking: plan.stopSignal, within: plan.stopLimit)
            try Task.checkCancellation()
            throw Refusal("\(name) \(error)\n" + log.recent(name).map { "    \($0)" }.joined(separator: "\n"))
        }
        keepers[name] = Task { await keep(plan, child) }
    }

    /// Stops everything, last started first; each process within its own limit.
    func stopAll() async {
        isStopping = true
        for keeper in keepers.values { keeper.cancel() }
        for plan in plans.reversed() {
            guard let child = children.removeValue(forKey: plan.name), child.end == nil else { continue }
            let wentByItself = await child.stop(asking: plan.stopSignal, within: plan.stopLimit)
            log.note(wentByItself ? "stopped" : "killed: it did not stop in \(plan.stopLimit)", about: plan.name)
            processFile(plan).delete()
        }
    }

    /// Kills everything at once, for a person who asks a second time.
    func killAll() { for child in children.values { child.kill() } }

    private func launch(_ plan: ProcessPlan) async throws -> ChildProcess {
        if case .file(let url) = plan.readiness { try? FileManager.default.removeItem(at: url) }
        let log = log
        let name = plan.name
        let child = try await ChildProcess.start(
            plan.program,
            plan.arguments,
            environment: try plan.environment()
        ) { log.line($0, of: name) }
        guard !isStopping else {
            await child.stop(asking: plan.stopSignal, within: plan.stopLimit)
            throw CancellationError()
        }
        children[name] = child
        if let identity = child.identity { try processFile(plan).write(identity) }
        return child
    }

    private func keep(_ plan: ProcessPlan, _ first: ChildProcess) async {
        var child = first
        var began = ContinuousClock.now
        while !isStopping {
            let end = await child.waitForEnd()
            guard !isStopping else { return }
            if wantedRestarts.remove(plan.name) == nil {
                if ContinuousClock.now - began > backoff.forgiving { failures[plan.name] = 0 }
                failures[plan.name, default: 0] += 1
                let delay = backoff.delay(failure: failures[plan.name, default: 1])
                log.note("ended by itself (\(end)); starts again in \(delay)", about: plan.name)
                await pause(delay)
            }
            guard !isStopping else { return }
            do {
                child = try await launch(plan)
                began = .now
                try await Readiness.wait(for: plan, child)
                for name in plan.restarts { await restart(name, because: plan.name) }
            } catch {
                log.note("\(error)", about: plan.name)
            }
        }
    }

    /// Ends a process so that its keeper starts it with what is true now.
    private func restart(_ name: String, because other: String) async {
        guard let plan = plans.first(where: { $0.name == name }), let child = children[name], child.end == nil,
            !isStopping
        else { return }
        log.note("starts again because \(other) did", about: name)
        wantedRestarts.insert(name)
        await child.identity?.end(asking: plan.stopSignal, within: plan.stopLimit)
    }

    private func processFile(_ plan: ProcessPlan) -> ProcessFile {
        ProcessFile(url: run.appending(path: "\(plan.name).process"))
    }
}

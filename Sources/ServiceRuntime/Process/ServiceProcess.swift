/// Starts the parts of a process in order, waits for the end, and stops them in reverse order.
///
/// With the parts listed from the ground up (pools, store, relay, projection, HTTP server last), stopping in reverse is:
/// stop intake, drain, flush, close.
package struct ServiceProcess: Sendable {
    private let log: Log
    private let limit: Duration
    private let signals: AsyncStream<Int32>
    private let exitAtOnce: @Sendable (Int32) -> Void

    /// - `limit`: for the whole shutdown.
    /// - `signals`: the first asks for a shutdown, the second ends the process at once.
    /// - `exitAtOnce`: ends the process without waiting for anything.
    package init(
        log: Log,
        shutdownWithin limit: Duration,
        signals: AsyncStream<Int32> = TerminationSignals.stream(),
        exitAtOnce: @escaping @Sendable (Int32) -> Void = TerminationSignals.exitAtOnce
    ) {
        self.log = log
        self.limit = limit
        self.signals = signals
        self.exitAtOnce = exitAtOnce
    }

    private enum End: Sendable {
        case signal(Int32)
        case component(String, (any Error)?)
        case noMoreSignals
    }

    /// Returns when everything is stopped; the caller exits with the status.
    package func run(_ components: [ProcessComponent]) async -> ExitStatus {
        let status = await withTaskGroup(of: End.self) { group in
            group.addTask { await firstSignal() }
            var status = ExitStatus.clean
            var started: [ProcessComponent] = []
            do {
                for component in components {
                    try await component.start()
                    started.append(component)
                    group.addTask { await running(component) }
                }
                log.info("started")
                status = await untilEnd(&group)
            } catch {
                let failed = started.count < components.count ? components[started.count].name : "?"
                log.error("could not start", [.component: "\(failed)", .error: .of(error)])
                status = .failed
            }
            let isInTime = await stop(started)
            group.cancelAll()
            return isInTime || status == .failed ? status : .unfinished
        }
        log.info("ended", [.status: .of(status.rawValue)])
        await log.flush()
        return status
    }

    private func firstSignal() async -> End {
        for await signal in signals { return .signal(signal) }
        return .noMoreSignals
    }

    private func running(_ component: ProcessComponent) async -> End {
        do {
            try await component.run()
            return .component(component.name, nil)
        } catch {
            return .component(component.name, error)
        }
    }

    private func untilEnd(_ group: inout TaskGroup<End>) async -> ExitStatus {
        while let end = await group.next() {
            switch end {
            case .signal(let signal):
                log.info("shutting down", [.signal: .of(signal)])
                return .clean
            case .component(let name, let error?):
                log.error("a part failed; shutting down", [.component: "\(name)", .error: .of(error)])
                return .failed
            case .component(let name, nil):
                log.error("a part ended by itself; shutting down", [.component: "\(name)"])
                return .failed
            case .noMoreSignals: continue
            }
        }
        return .clean
    }

    /// Stops in reverse order.
    ///
    /// False when the time was over; what had not ended by then is given up.
    private func stop(_ started: [ProcessComponent]) async -> Bool {
        let end = ContinuousClock.now + limit
        return await withTaskGroup(of: Void.self, returning: Bool.self) { group in
            group.addTask { await watch(until: end) }
            for component in started.reversed() {
                let remaining = end - ContinuousClock.now
                do {
                    try await component.stop(max(.zero, remaining))
                } catch {
                    log.error("a part did not stop cleanly", [.component: "\(component.name)", .error: .of(error)])
                }
            }
            group.cancelAll()
            return ContinuousClock.now <= end
        }
    }

    /// While stopping: a second signal or the end of the time ends the process at once.
    private func watch(until end: ContinuousClock.Instant) async {
        await withTaskGroup(of: Int32?.self) { group in
            group.addTask {
                for await signal in signals { return 128 + signal }
                return nil
            }
            group.addTask {
                // A part that keeps to its limit ends in time; one that does not would hold the process for ever.
                do { try await Task.sleep(until: end + .milliseconds(500), clock: .continuous) } catch { return nil }
                return ExitStatus.unfinished.rawValue
            }
            for await status in group {
                guard let status, !Task.isCancelled else { continue }
                log.error("shutdown cut short", [.status: .of(status)])
                await log.flush()
                exitAtOnce(status)
                group.cancelAll()
            }
        }
    }
}

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
        case startFailed(String, any Error)
        case workFailed(String, any Error)
        case workEnded(String)
    }

    /// A part that was started, and its work.
    private struct Part: Sendable {
        let component: ProcessComponent
        let work: Task<Void, Never>
    }

    /// Returns when everything is stopped; the caller exits with the status.
    package func run(_ components: [ProcessComponent]) async -> ExitStatus {
        let (ends, end) = AsyncStream<End>.makeStream()
        let signalReader = Task { await readSignals(end) }
        let starting = Task { await start(components, end) }
        var status = await firstEnd(ends)
        let deadline = ContinuousClock.now + limit
        let guardian = Task { await cutShort(after: deadline) }
        starting.cancel()
        let parts = await starting.value
        await stop(parts, by: deadline)
        guardian.cancel()
        signalReader.cancel()
        if status == .clean, ContinuousClock.now > deadline { status = .unfinished }
        log.info("ended", [.status: .of(status.rawValue)])
        await log.flush()
        return status
    }

    private func readSignals(_ end: AsyncStream<End>.Continuation) async {
        var count = 0
        for await signal in signals {
            count += 1
            if count == 1 {
                end.yield(.signal(signal))
            } else {
                await exit(128 + signal)
            }
        }
    }

    /// The parts that were started, in order; ends early when one cannot start, or when it is cancelled.
    private func start(_ components: [ProcessComponent], _ end: AsyncStream<End>.Continuation) async -> [Part] {
        var parts: [Part] = []
        for component in components {
            do {
                try Task.checkCancellation()
                try await component.start()
            } catch {
                end.yield(.startFailed(component.name, error))
                return parts
            }
            let work = Task {
                do {
                    try await component.run()
                    end.yield(.workEnded(component.name))
                } catch {
                    end.yield(.workFailed(component.name, error))
                }
            }
            parts.append(Part(component: component, work: work))
        }
        log.info("started")
        return parts
    }

    private func firstEnd(_ ends: AsyncStream<End>) async -> ExitStatus {
        for await end in ends {
            switch end {
            case .signal(let signal):
                log.info("shutting down", [.signal: .of(signal)])
                return .clean
            case .startFailed(let name, let error):
                log.error("a part could not start; shutting down", [.component: .text(name), .error: .of(error)])
            case .workFailed(let name, let error):
                log.error("a part failed; shutting down", [.component: .text(name), .error: .of(error)])
            case .workEnded(let name):
                log.error("a part ended by itself; shutting down", [.component: .text(name)])
            }
            return .failed
        }
        return .clean
    }

    private func stop(_ parts: [Part], by deadline: ContinuousClock.Instant) async {
        for part in parts.reversed() {
            do {
                try await part.component.stop(max(.zero, deadline - ContinuousClock.now))
            } catch {
                log.error("a part did not stop cleanly", [.component: .text(part.component.name), .error: .of(error)])
            }
            part.work.cancel()
            await part.work.value
        }
    }

    /// A part that keeps to its limit ends in time; one that does not would hold the process for ever.
    private func cutShort(after deadline: ContinuousClock.Instant) async {
        do { try await Task.sleep(until: deadline + .milliseconds(500), clock: .continuous) } catch { return }
        await exit(ExitStatus.unfinished.rawValue)
    }

    private func exit(_ status: Int32) async {
        log.error("shutdown cut short", [.status: .of(status)])
        await log.flush()
        exitAtOnce(status)
    }
}

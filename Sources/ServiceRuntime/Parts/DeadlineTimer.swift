package import EventSourcing
import Synchronization

/// Asks for everything that is due, as soon as it is due.
///
/// Every replica runs one: they ask for the same, and whoever comes second changes nothing.
package final class DeadlineTimer<Source: Deadlines>: Sendable {
    /// How many are asked for in one look, and how many of them at once.
    private static var page: Int { 500 }
    private static var width: Int { 16 }
    /// How long the read model may take to show what came of it before it is asked again.
    private static var patience: Duration { .seconds(5) }

    private let deadlines: Source
    private let poll: Duration
    private let grace: Duration
    private let log: Log
    private let now: @Sendable () -> Timestamp
    private let trouble = Mutex<String?>(nil)

    /// - `poll`: how late a new deadline may be noticed; one that is known is met at its time.
    /// - `grace`: how long after a deadline it is asked, where what came in time may still be on its way.
    package init(
        _ deadlines: Source,
        poll: Duration = .seconds(2),
        grace: Duration = .zero,
        log: Log,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.deadlines = deadlines
        self.poll = poll
        self.grace = grace
        self.log = log
        self.now = now
    }

    package var name: String { deadlines.name }

    /// Nil while everything due is asked for in time.
    package var problem: String? { trouble.withLock { $0 } }

    /// Runs until the task is cancelled.
    ///
    /// Failures are waited out; the first of a row is logged.
    package func run() async {
        // Those that were asked in vain, and when to ask again.
        var snoozed: [Source.Due: Timestamp] = [:]
        while !Task.isCancelled {
            var pause = poll
            do {
                pause = try await look(&snoozed)
                trouble.withLock { $0 = nil }
            } catch is CancellationError {
                return
            } catch {
                note(error)
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// - Returns: when to look again.
    private func look(_ snoozed: inout [Source.Due: Timestamp]) async throws -> Duration {
        let now = now()
        snoozed = snoozed.filter { $0.value > now }
        let limit = now.advanced(by: .zero - grace)
        let due = try await deadlines.due(at: limit, limit: Self.page + snoozed.count)
        let open = due.filter { snoozed[$0] == nil }
        let asked = await meet(open, at: now)
        if let failure = asked.failures.first, !Task.isCancelled {
            // Nothing could be met: that is no matter of one of them, and all are asked again at the next look.
            guard asked.failures.count < open.count else { throw failure }
            log.warning("a deadline could not be met", [.component: .of(name), .error: .of(failure)])
        }
        for due in asked.again { snoozed[due] = now.advanced(by: Self.patience) }
        guard open.count < Self.page else { return .zero }
        guard let next = try await deadlines.next(after: limit) else { return poll }
        let rest = Duration.microseconds(next.microseconds - self.now().microseconds) + grace
        return max(.milliseconds(10), min(poll, rest))
    }

    /// What came of asking.
    private struct Asked {
        /// Those that the read model may go on to name, and those that failed.
        var again: [Source.Due] = []
        var failures: [any Error] = []
    }

    /// One that fails holds up no other.
    private func meet(_ due: [Source.Due], at now: Timestamp) async -> Asked {
        await withTaskGroup(of: (due: Source.Due, isMet: Result<Bool, any Error>).self) { group in
            var asked = Asked()
            func take(_ one: (due: Source.Due, isMet: Result<Bool, any Error>)) {
                switch one.isMet {
                case .success(true): return
                case .success(false): break
                case .failure(let error): asked.failures.append(error)
                }
                asked.again.append(one.due)
            }
            var running = 0
            for due in due {
                if running >= Self.width, let one = await group.next() {
                    take(one)
                    running -= 1
                }
                group.addTask {
                    do { return (due, .success(try await self.deadlines.meet(due, at: now))) } catch {
                        return (due, .failure(error))
                    }
                }
                running += 1
            }
            for await one in group { take(one) }
            return asked
        }
    }

    private func note(_ error: any Error) {
        let isNew = trouble.withLock { trouble in
            defer { trouble = "what is due is not asked for" }
            return trouble == nil
        }
        if isNew { log.warning("deadlines could not be met", [.component: .of(name), .error: .of(error)]) }
    }
}

extension CheckResult {
    /// Whether what is due is asked for in time.
    static func timer(_ timer: DeadlineTimer<some Deadlines>) -> CheckResult {
        timer.problem.map { .stalled($0) } ?? .working()
    }
}

extension ServiceFrame {
    /// Readiness of the timer.
    package func watch(_ timer: DeadlineTimer<some Deadlines>) {
        health.add(timer.name) { .timer(timer) }
    }
}

extension ProcessComponent {
    /// Does what is due when it is due.
    package static func timer(_ timer: DeadlineTimer<some Deadlines>) -> ProcessComponent {
        ProcessComponent("timer \(timer.name)", run: { await timer.run() })
    }
}

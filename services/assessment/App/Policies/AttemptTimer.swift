import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EventSourcing
import ProjectionRuntime
import ServiceRuntime
import Synchronization

/// WhenTimeIsUp: closes attempts whose time is up.
///
/// Every replica may run one: closing twice changes nothing, and the attempt alone decides whether its time is up. What is
/// due stands in the view, so nothing is lost with a process.
final class AttemptTimer: Sendable {
    static let name = "when-time-is-up"
    /// Attempts asked at a time.
    private static let page = 500
    private static let width = 16

    private let desk: AssessmentDesk
    private let poll: Duration
    private let grace: Duration
    private let log: Log
    private let now: @Sendable () -> Timestamp
    private let trouble = Mutex<String?>(nil)

    /// - `poll`: how late a new deadline may be noticed; one that is known is met at its time.
    /// - `grace`: answers that came in time may still be on their way to the store; the attempt ends at its deadline all
    ///   the same.
    init(
        desk: AssessmentDesk,
        poll: Duration = .seconds(2),
        grace: Duration = .seconds(2),
        log: Log,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.desk = desk
        self.poll = poll
        self.grace = grace
        self.log = log
        self.now = now
    }

    /// Nil while everything due is closed in time.
    var problem: String? { trouble.withLock { $0 } }

    /// Runs until the task is cancelled.
    func run() async {
        // Attempts that were asked in vain, and when to ask again: the view may be behind.
        var snoozed: [DueAttempt: Timestamp] = [:]
        while !Task.isCancelled {
            var pause = poll
            do {
                let now = now()
                snoozed = snoozed.filter { $0.value > now }
                let limit = now.advanced(by: .zero - grace)
                let due = try await desk.view.dueAttempts(at: limit, limit: Self.page + snoozed.count)
                let open = due.filter { snoozed[$0] == nil }
                try await close(open, at: now)
                for attempt in open { snoozed[attempt] = now.advanced(by: .seconds(5)) }
                if open.count >= Self.page {
                    pause = .zero
                } else if let next = try await desk.view.nextDueTime(after: limit) {
                    let rest = Duration.microseconds(next.microseconds - self.now().microseconds) + grace
                    pause = max(.milliseconds(10), min(poll, rest))
                }
                trouble.withLock { $0 = nil }
            } catch is CancellationError {
                return
            } catch {
                let isNew = trouble.withLock { trouble in
                    defer { trouble = "attempts are not closed" }
                    return trouble == nil
                }
                if isNew { log.warning("attempts could not be closed", [.error: .of(error)]) }
            }
            try? await Task.sleep(for: pause)
        }
    }

    private func close(_ due: [DueAttempt], at now: Timestamp) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for attempt in due {
                if running >= Self.width {
                    try await group.next()
                    running -= 1
                }
                group.addTask { try await self.close(attempt, at: now) }
                running += 1
            }
            try await group.waitForAll()
        }
    }

    private func close(_ due: DueAttempt, at now: Timestamp) async throws {
        let id = CommandID(SecureRandom.uuid(milliseconds: now.microseconds / 1_000))
        let request = CommandRequest(
            AttemptCommand.closeIfDue(at: now, hash: .sha256),
            context: CommandContext(commandID: id, actor: Self.name),
            at: now
        )
        do {
            _ = try await desk.attempts(request, on: AssessmentStream.attempt(due.attempt, of: due.tenant))
        } catch .rejected {
            // Time was given meanwhile: the view is about to say so.
        }
    }
}

extension ProcessComponent {
    /// Closes attempts when their time is up.
    static func timer(_ timer: AttemptTimer) -> ProcessComponent {
        ProcessComponent("attempt timer", run: { await timer.run() })
    }
}

import CivilServiceKernel
import Cryptography
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ProjectionRuntime
import ServiceRuntime
import Synchronization

/// WhenOfferExpires: asks a batch to settle as soon as an offer of a seat in it runs out.
///
/// Every replica may run one: settling twice changes nothing, and the batch alone decides what has run out. What is due
/// stands in the view, so nothing is lost with a process.
final class OfferTimer: Sendable {
    static let name = "when-offer-expires"

    struct Due: Hashable, Sendable {
        let tenant: TenantID
        let batch: BatchID
    }

    private let desk: EnrolmentDesk
    private let poll: Duration
    private let log: Log
    private let now: @Sendable () -> Timestamp
    private let trouble = Mutex<String?>(nil)

    /// - `poll`: how late a new offer may be noticed; an offer that is known is met at its time.
    init(
        desk: EnrolmentDesk,
        poll: Duration = .seconds(2),
        log: Log,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.desk = desk
        self.poll = poll
        self.log = log
        self.now = now
    }

    /// Nil while everything due is settled in time.
    var problem: String? { trouble.withLock { $0 } }

    /// Runs until the task is cancelled.
    func run() async {
        // Batches that were asked in vain, and when to ask again: the view may be behind.
        var snoozed: [Due: Timestamp] = [:]
        while !Task.isCancelled {
            var pause = poll
            do {
                let now = now()
                snoozed = snoozed.filter { $0.value > now }
                for due in try await desk.view.dueBatches(at: now) where snoozed[due] == nil {
                    if try await !settle(due, at: now) { snoozed[due] = now.advanced(by: .seconds(5)) }
                }
                if let next = try await desk.view.nextDueTime(after: now) {
                    let rest = Duration.microseconds(next.microseconds - self.now().microseconds)
                    pause = max(.milliseconds(10), min(poll, rest))
                }
                trouble.withLock { $0 = nil }
            } catch is CancellationError {
                return
            } catch {
                let isNew = trouble.withLock { trouble in
                    defer { trouble = "offers are not settled" }
                    return trouble == nil
                }
                if isNew { log.warning("offers of seats could not be settled", [.error: .of(error)]) }
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// - Returns: whether it changed anything that the view has shown by now.
    private func settle(_ due: Due, at now: Timestamp) async throws -> Bool {
        let id = CommandID(SecureRandom.uuid(milliseconds: now.microseconds / 1_000))
        let request = CommandRequest(
            BatchCommand.settle(at: now),
            context: CommandContext(commandID: id, actor: Self.name),
            at: now
        )
        let result: CommandResult
        do {
            result = try await desk.batches(request, on: EnrolmentStream.batch(due.batch, of: due.tenant))
        } catch .rejected {
            // Cancelled or closed meanwhile: the view is about to say so.
            return false
        }
        guard !result.changedNothing, let receipt = result.receipt else { return false }
        let token = ReadToken(source: EnrolmentStream.context, receipt: receipt)
        return try await desk.view.checkpoints.waitUntil(reached: token, within: .seconds(2))
    }
}

extension ProcessComponent {
    /// Settles offers of seats when they run out.
    static func timer(_ timer: OfferTimer) -> ProcessComponent {
        ProcessComponent("offer timer", run: { await timer.run() })
    }
}

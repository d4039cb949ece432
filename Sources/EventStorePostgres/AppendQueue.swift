import EventSourcing
import Synchronization

/// An append that waits for its outcome.
///
/// An object, as it passes through many hands: copying its parts in each cost more than it.
final class PendingAppend: Sendable {
    typealias Outcome = Result<AppendOutcome, EventStoreError>

    let append: StreamAppend
    let lane: Lane
    /// Payload bytes.
    let size: Int
    let deadline: ContinuousClock.Instant
    let answer: CheckedContinuation<Outcome, Never>
    private let uncertain = Atomic(false)

    init(
        append: StreamAppend,
        lane: Lane,
        size: Int,
        deadline: ContinuousClock.Instant,
        answer: CheckedContinuation<Outcome, Never>
    ) {
        self.append = append
        self.lane = lane
        self.size = size
        self.deadline = deadline
        self.answer = answer
    }

    /// A commit with it may have happened unseen.
    var isUncertain: Bool { uncertain.load(ordering: .relaxed) }

    func markUncertain() { uncertain.store(true, ordering: .relaxed) }
}

/// Appends in the order of their arrival, handed out in batches whose members cannot get in each other's way.
struct AppendQueue: Sendable {
    private var waiting: [PendingAppend] = []

    var count: Int { waiting.count }
    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ append: PendingAppend) { waiting.append(append) }

    /// As many as fit, the first one in any case.
    ///
    /// An append that shares a stream, a command id or a claimed value with
    /// an earlier one stays for the next batch, and so does all that shares something with it.
    mutating func next(atMost count: Int, bytes: Int) -> [PendingAppend] {
        var batch: [PendingAppend] = []
        batch.reserveCapacity(min(count, waiting.count))
        var left: [PendingAppend] = []
        var keys = AppendKeys()
        var size = 0
        for (index, append) in waiting.enumerated() {
            if batch.count == count || (size + append.size > bytes && !batch.isEmpty) {
                left.append(contentsOf: waiting[index...])
                break
            }
            guard keys.insert(append.append) else {
                left.append(append)
                continue
            }
            batch.append(append)
            size += append.size
        }
        waiting = left
        return batch
    }
}

/// What the appends of one statement may not share: streams, command ids and claimed values.
struct AppendKeys: Sendable {
    private struct Command: Hashable {
        let tenant: TenantID
        let id: CommandID
    }

    private struct Claim: Hashable {
        let tenant: TenantID
        let claim: UniqueClaim
    }

    private var streams: Set<StreamID> = []
    private var commands: Set<Command> = []
    private var claims: Set<Claim> = []

    /// False when something of it was there already; what is new of it is kept all the same.
    mutating func insert(_ append: StreamAppend) -> Bool {
        let tenant = append.stream.tenant
        var isNew = streams.insert(append.stream).inserted
        var ownClaims: Set<UniqueClaim> = []
        for command in append.commands {
            let key = Command(tenant: tenant, id: command.context.commandID)
            if !commands.insert(key).inserted { isNew = false }
            ownClaims.formUnion(command.claims)
            ownClaims.formUnion(command.releases)
        }
        for claim in ownClaims where !claims.insert(Claim(tenant: tenant, claim: claim)).inserted { isNew = false }
        return isNew
    }
}

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

/// Appends that one statement can write, as none gets in another's way.
///
/// It grows while the statement before it runs, in the tasks of those who append, so that it can be sent as soon as that
/// one is done.
struct AppendBatch: Sendable {
    private(set) var appends: [PendingAppend] = []
    /// Nil when one of them takes the other statement.
    private(set) var plain: PlainAppendStatement? = PlainAppendStatement()
    /// Payload bytes.
    private(set) var size = 0
    private var keys = AppendKeys()

    init() {}

    /// A batch of what was in a batch before.
    init(_ appends: [PendingAppend]) {
        for append in appends { _ = add(append, ifBelow: (.max, .max)) }
    }

    /// False when it shares a stream, a command id or a claimed value with an earlier one, also with one that was not
    /// taken, or when there is no room for it; the first one always has room.
    mutating func add(_ append: PendingAppend, ifBelow limit: (appends: Int, bytes: Int)) -> Bool {
        guard keys.insert(append.append) else { return false }
        guard appends.isEmpty || appends.count < limit.appends && size + append.size <= limit.bytes else {
            return false
        }
        appends.append(append)
        size += append.size
        if plain?.add(append) == false { plain = nil }
        return true
    }
}

/// Appends in the order of their arrival.
struct AppendQueue: Sendable {
    private let limit: (appends: Int, bytes: Int)
    private var batch = AppendBatch()
    /// What came later than something that it shares a stream, a command id or a value with, or found no room.
    private var rest: [PendingAppend] = []

    /// Batches of at most so many appends and payload bytes; a single larger append goes alone.
    init(appends: Int, bytes: Int) { limit = (appends, bytes) }

    var count: Int { batch.appends.count + rest.count }
    /// How many the next batch has.
    var nextCount: Int { batch.appends.count }

    mutating func add(_ append: PendingAppend) {
        if !batch.add(append, ifBelow: limit) { rest.append(append) }
    }

    /// Nil when nothing waits.
    mutating func next() -> AppendBatch? {
        guard nextCount > 0 else { return nil }
        let next = batch
        let waiting = rest
        batch = AppendBatch()
        rest = []
        for append in waiting { add(append) }
        return next
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

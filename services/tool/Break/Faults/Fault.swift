/// One thing that is done to a system at work, and undone.
enum Fault: Sendable, Equatable, CustomStringConvertible {
    /// SIGKILL, and the same process again after so many milliseconds.
    case killService(replica: Int, awayFor: Int)
    case killProjection(replica: Int, awayFor: Int)
    /// SIGKILL of every process of the business at the same instant.
    case killEverything(awayFor: Int)
    /// SIGTERM, and the same process again.
    case restartService(replica: Int)
    case restartProjection(replica: Int)
    /// One more or one less of both; what was taken away comes back with a later fault or at the end.
    case comes(replica: Int)
    case goes(replica: Int)
    /// Every connection of the broker is cut and none is taken.
    case brokerDown(milliseconds: Int)
    /// The broker's process is gone; the embedded one comes back empty, at another address.
    case brokerKilled
    case leaderMoves
    /// The next answers to produce, fetch or group requests are errors.
    case answersFail(count: Int)
    /// Every answer of the broker is so late.
    case brokerSlow(milliseconds: Int)
    /// Every process of PostgreSQL is killed, as by a power failure.
    case databaseKilled(awayFor: Int)
    /// Every session is ended.
    case connectionsCut
    /// Somebody leaves a writing transaction open, in the store's database or in another one.
    case strangersTransaction(inStore: Bool, milliseconds: Int)
    /// Not a byte is free where PostgreSQL keeps its files.
    case diskFull(milliseconds: Int)

    /// The name without values, for counting.
    var kind: String { String("\(self)".prefix { $0 != "(" && $0 != "," && $0 != " " }) }

    var description: String {
        switch self {
        case .killService(let replica, let away): "kill-service replica \(replica), away for \(away) ms"
        case .killProjection(let replica, let away): "kill-projection replica \(replica), away for \(away) ms"
        case .killEverything(let away): "kill-everything away for \(away) ms"
        case .restartService(let replica): "restart-service replica \(replica)"
        case .restartProjection(let replica): "restart-projection replica \(replica)"
        case .comes(let replica): "replica-comes \(replica)"
        case .goes(let replica): "replica-goes \(replica)"
        case .brokerDown(let time): "broker-down for \(time) ms"
        case .brokerKilled: "broker-killed"
        case .leaderMoves: "leader-moves"
        case .answersFail(let count): "answers-fail \(count) of each kind"
        case .brokerSlow(let time): "broker-slow by \(time) ms"
        case .databaseKilled(let away): "database-killed away for \(away) ms"
        case .connectionsCut: "connections-cut"
        case .strangersTransaction(let inStore, let time):
            "strangers-transaction in \(inStore ? "the store's database" : "another database") for \(time) ms"
        case .diskFull(let time): "disk-full for \(time) ms"
        }
    }
}

/// What a stage can have done to it.
struct FaultChoices: Sendable {
    /// The embedded broker can be told to fail; Apache Kafka can only be killed.
    var hasEmbeddedBroker = true
    /// PostgreSQL's files are on a small file system of their own.
    var hasSmallDisk = false
    var replicas = 3
}

/// The faults of one run, the same for the same seed.
struct FaultSchedule: Sendable {
    /// A fault, and how long after the one before it was done.
    struct Step: Sendable, Equatable {
        let pause: Duration
        let fault: Fault
    }

    private var random: SeededRandom
    private let choices: FaultChoices
    /// Kinds still to come in this turn: each comes once before any comes twice.
    private var turn: [Int] = []

    init(seed: UInt64, _ choices: FaultChoices) {
        random = SeededRandom(seed)
        self.choices = choices
    }

    mutating func next() -> Step {
        if turn.isEmpty { turn = Array(0..<kinds).shuffled(using: &random) }
        let kind = turn.removeLast()
        let pause = Duration.milliseconds(Int.random(in: 300...2_500, using: &random))
        return Step(pause: pause, fault: fault(kind))
    }

    private var kinds: Int { 14 + (choices.hasEmbeddedBroker ? 4 : 0) + (choices.hasSmallDisk ? 1 : 0) }

    private mutating func fault(_ kind: Int) -> Fault {
        let replica = Int.random(in: 0..<choices.replicas, using: &random)
        let away = Int.random(in: 0...1_500, using: &random)
        let time = Int.random(in: 500...4_000, using: &random)
        switch kind {
        case 0, 1: return .killService(replica: replica, awayFor: away)
        case 2, 3: return .killProjection(replica: replica, awayFor: away)
        case 4: return .killEverything(awayFor: away)
        case 5: return .restartService(replica: replica)
        case 6: return .restartProjection(replica: replica)
        case 7, 8: return .comes(replica: replica)
        case 9: return .goes(replica: replica)
        case 10: return .databaseKilled(awayFor: away)
        case 11: return .connectionsCut
        case 12: return .strangersTransaction(inStore: Bool.random(using: &random), milliseconds: time)
        case 13: return .brokerKilled
        default: break
        }
        guard choices.hasEmbeddedBroker else { return .diskFull(milliseconds: time) }
        switch kind {
        case 14: return .brokerDown(milliseconds: time)
        case 15: return .leaderMoves
        case 16: return .answersFail(count: Int.random(in: 1...6, using: &random))
        case 17: return .brokerSlow(milliseconds: Int.random(in: 50...800, using: &random))
        default: return .diskFull(milliseconds: time)
        }
    }
}

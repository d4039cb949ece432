import ServiceRuntime

/// One thing that is done to a system at work, and undone.
enum Fault: Sendable, Equatable, CustomStringConvertible {
    /// SIGKILL, and the same process again after so many milliseconds.
    case killService(String, replica: Int, awayFor: Int)
    case killProjection(replica: Int, awayFor: Int)
    /// SIGKILL of every process of the business at the same instant.
    case killEverything(awayFor: Int)
    /// SIGTERM, and the same process again.
    case restartService(String, replica: Int)
    case restartProjection(replica: Int)
    /// One more or one less of each.
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
    /// The same process again, with a clock that is so far ahead (or behind), until it is started once more.
    case clockWrong(String, replica: Int, seconds: Int, milliseconds: Int)
    /// Every process of PostgreSQL is killed, as by a crash of the server.
    case databaseKilled(awayFor: Int)
    /// Every session is ended.
    case connectionsCut
    /// Somebody leaves a writing transaction open, in the store's database or in another one.
    case strangersTransaction(inStore: Bool, milliseconds: Int)
    /// Nobody can note how far a service's policies have come: they wait, and fall behind.
    case policiesStarved(String, milliseconds: Int)
    /// A step of making a read model anew beside the one in use; what cannot be done now is refused.
    case rebuild(readModel: String, step: RebuildStep)
    /// Not a byte is free where PostgreSQL keeps its files.
    case diskFull(milliseconds: Int)

    /// The name without values, for counting.
    var kind: String { String("\(self)".prefix { $0 != "(" && $0 != "," && $0 != " " }) }

    var description: String {
        switch self {
        case .killService(let service, let replica, let away):
            "kill-service \(service) replica \(replica), away for \(away) ms"
        case .killProjection(let replica, let away): "kill-projection replica \(replica), away for \(away) ms"
        case .killEverything(let away): "kill-everything away for \(away) ms"
        case .restartService(let service, let replica): "restart-service \(service) replica \(replica)"
        case .restartProjection(let replica): "restart-projection replica \(replica)"
        case .comes(let replica): "replica-comes \(replica)"
        case .goes(let replica): "replica-goes \(replica)"
        case .brokerDown(let time): "broker-down for \(time) ms"
        case .brokerKilled: "broker-killed"
        case .leaderMoves: "leader-moves"
        case .answersFail(let count): "answers-fail \(count) of each kind"
        case .brokerSlow(let time): "broker-slow by \(time) ms"
        case .clockWrong(let service, let replica, let seconds, let time):
            "clock-wrong by \(seconds) s of \(service) replica \(replica) for \(time) ms"
        case .databaseKilled(let away): "database-killed away for \(away) ms"
        case .connectionsCut: "connections-cut"
        case .strangersTransaction(let inStore, let time):
            "strangers-transaction in \(inStore ? "the store's database" : "another database") for \(time) ms"
        case .policiesStarved(let service, let time): "policies-starved of \(service) for \(time) ms"
        case .rebuild(let name, let step): "rebuild \(name): \(step.rawValue)"
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
    /// A process can be given a clock of its own.
    var hasWrongClocks = false
    var replicas = 3
    /// Milliseconds between two faults.
    var pauses = 300...2_500
    /// Those that own streams.
    var services = ServiceEntry.all.filter { $0.kind == .service }.map(\.name)
    /// Only these kinds; empty for all.
    var only: Set<String> = []
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
    private var rebuildSteps: [RebuildStep] = []
    /// Whether the next replica that moves comes; the last of them is next.
    private var moves: [Bool] = []
    /// Replicas of each that run.
    private var present = 1

    init(seed: UInt64, _ choices: FaultChoices) {
        random = SeededRandom(seed)
        self.choices = choices
    }

    /// Every kind that can come: each comes once before any comes twice.
    static func kinds(_ choices: FaultChoices) -> Set<String> {
        var schedule = Self(seed: 0, choices)
        return Set((0..<schedule.kinds * 8).map { _ in schedule.anyStep().fault.kind })
    }

    mutating func next() -> Step {
        var step = anyStep()
        while !choices.only.isEmpty, !choices.only.contains(step.fault.kind) { step = anyStep() }
        return step
    }

    private mutating func anyStep() -> Step {
        if turn.isEmpty { turn = Array(0..<kinds).shuffled(using: &random) }
        let kind = turn.removeLast()
        let pause = Duration.milliseconds(Int.random(in: choices.pauses, using: &random))
        return Step(pause: pause, fault: fault(kind))
    }

    /// Those that an embedded broker, a small disk and wrong clocks add come last.
    private var kinds: Int {
        18 + (choices.hasEmbeddedBroker ? 4 : 0) + (choices.hasSmallDisk ? 1 : 0) + (choices.hasWrongClocks ? 1 : 0)
    }

    private mutating func fault(_ kind: Int) -> Fault {
        let replica = Int.random(in: 0..<present, using: &random)
        let service = choices.services.randomElement(using: &random) ?? ServiceEntry.enrolment.name
        let away = Int.random(in: 0...1_500, using: &random)
        let time = Int.random(in: 500...4_000, using: &random)
        switch kind {
        case 0, 1, 2: return .killService(service, replica: replica, awayFor: away)
        case 3, 4: return .killProjection(replica: replica, awayFor: away)
        case 5: return .killEverything(awayFor: away)
        case 6: return .restartService(service, replica: replica)
        case 7: return .restartProjection(replica: replica)
        case 8, 9, 10: return move() ?? .restartService(service, replica: replica)
        case 11: return .databaseKilled(awayFor: away)
        case 12: return .connectionsCut
        case 13: return .strangersTransaction(inStore: Bool.random(using: &random), milliseconds: time)
        case 14: return .brokerKilled
        case 15, 16: return rebuild()
        case 17: return .policiesStarved(service, milliseconds: time)
        default: break
        }
        switch choices.hasEmbeddedBroker ? kind : kind + 4 {
        case 18: return .brokerDown(milliseconds: time)
        case 19: return .leaderMoves
        case 20: return .answersFail(count: Int.random(in: 1...6, using: &random))
        case 21: return .brokerSlow(milliseconds: Int.random(in: 50...800, using: &random))
        case 22 where choices.hasSmallDisk: return .diskFull(milliseconds: time)
        default:
            // Less than tokens may be off: the clocks of two machines are, and beyond that nobody is let in.
            let seconds = Int.random(in: 5...25, using: &random) * (Bool.random(using: &random) ? 1 : -1)
            return .clockWrong(service, replica: replica, seconds: seconds, milliseconds: time)
        }
    }

    /// Up to all replicas, down and up again by one, down to one; nil where there is only one.
    private mutating func move() -> Fault? {
        guard choices.replicas > 1 else { return nil }
        let up = Array(repeating: true, count: choices.replicas - 1)
        if moves.isEmpty { moves = (up + [false, true] + up.map { !$0 }).reversed() }
        let comes = moves.removeLast()
        present += comes ? 1 : -1
        return comes ? .comes(replica: present - 1) : .goes(replica: present)
    }

    /// One step after the other.
    private mutating func rebuild() -> Fault {
        if rebuildSteps.isEmpty { rebuildSteps = [.finish, .switchOver, .rollBack, .switchOver, .compare, .start] }
        let step = rebuildSteps.removeLast()
        return .rebuild(readModel: "learning-record", step: step)
    }
}

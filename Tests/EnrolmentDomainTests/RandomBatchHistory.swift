import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing

/// SplitMix64: small, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A batch to which random people do random things, while the clock mostly goes on and sometimes back.
struct RandomBatchHistory {
    struct Step {
        let events: [BatchEvent]
        let at: Timestamp
    }

    private(set) var steps: [Step] = []
    private(set) var batch = Batch()
    /// Refusals that no rule allows, such as of an eligible person while registration is open.
    private(set) var wrongRefusals: [String] = []
    private var random: SeededGenerator
    private var minute = 0

    init(seed: UInt64, commands: Int) {
        random = SeededGenerator(seed: seed)
        let fair = Bool.random(using: &random)
        let capacity = Int.random(in: 1...5, using: &random)
        let limit = [30, 240, 3_000].randomElement(using: &random) ?? 30
        submit(
            .schedule(
                schedule(capacity: capacity) {
                    $0.fairSelection = fair
                    $0.minimumParticipants = 0
                    $0.offerTimeLimitMinutes = limit
                }
            )
        )
        for _ in 0..<commands {
            let jump = Int.random(in: 0..<40, using: &random)
            minute +=
                jump == 0
                ? -Int.random(in: 0...600, using: &random) : Int.random(in: 0...(jump < 4 ? 600 : 60), using: &random)
            minute = max(0, minute)
            submit(randomCommand())
        }
    }

    private var now: Timestamp { .t(0).plus(minutes: minute) }

    private mutating func submit(_ command: BatchCommand) {
        do throws(BatchRejection) {
            let events = try BatchDecider.decide(command, given: batch)
            for event in events { BatchDecider.evolve(&batch, by: event) }
            steps.append(Step(events: events, at: now))
        } catch {
            guard case .enrol = command, let times = batch.times, batch.phase == .scheduled else { return }
            if times.opensAt <= now && now < times.closesAt { wrongRefusals.append("\(error)") }
        }
    }

    private mutating func randomCommand() -> BatchCommand {
        let person = CivilServantID.number(UInt64.random(in: 1...14, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<42: return .enrol(applicant(person, hours: Int.random(in: 0...6, using: &random) * 4), at: now)
        case 42..<56: return .accept(person, at: now)
        case 56..<62: return .decline(person, note: nil, at: now)
        case 62..<76: return .withdraw(person, .personal, note: nil, at: now)
        case 76..<84:
            return .reorder(person, to: Int.random(in: 1...5, using: &random), .correction, note: nil, at: now)
        case 84..<90: return .changeCapacity(Int.random(in: 1...7, using: &random), reason: reason, at: now)
        case 90..<92:
            let closes = Int.random(in: 1...147, using: &random)
            return .reschedule(times(closesAt: .t(closes)), reason: reason, at: now)
        default: return .settle(at: now)
        }
    }
}

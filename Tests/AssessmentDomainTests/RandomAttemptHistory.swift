import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing

/// What may happen to one attempt in a day of bad luck: devices change, answers come late and twice, clocks stop.
struct RandomAttemptHistory {
    struct Step {
        let command: AttemptCommand
        let at: Timestamp
        let events: [AttemptEvent]
    }

    private(set) var steps: [Step] = []
    private(set) var attempt = Attempt()
    private var random: SeededRandom
    private var now = Timestamp.t(0)
    private var sessions = [phone]
    private var clientNumber = 0
    private static let kinds: [QuestionKind] = [.singleChoice, .numeric, .essay]
    private static let exam = AssessmentDomainTests.exam(scheduling(kinds))

    init(seed: UInt64, commands: Int) {
        random = SeededRandom(seed: seed)
        take(.start(starting(Self.exam, at: 0, seed: seed)))
        for _ in 0..<commands {
            let ticks = Int.random(in: 0...36, using: &random)
            now = now.advanced(by: .seconds(ticks * ExamLawOracle.tick))
            take(command())
        }
    }

    private mutating func take(_ command: AttemptCommand) {
        guard let events = try? AttemptDecider.decide(command, given: attempt) else { return }
        for event in events { AttemptDecider.evolve(&attempt, by: event) }
        steps.append(Step(command: command, at: now, events: events))
    }

    private mutating func command() -> AttemptCommand {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<55: return save()
        case 55..<62:
            let session = ExamSessionID.number(1_000 + UInt64(sessions.count))
            if attempt.phase == .open { sessions.append(session) }
            return .openSession(session, at: now)
        case 62..<68: return .pause(.technical, by: dewi, at: now)
        case 68..<78: return .resume(at: now)
        case 78..<84:
            let minutes = Int.random(in: 1...15, using: &random)
            return .grantTime(minutes: minutes, by: dewi, reason: reason, at: now)
        case 84..<91:
            let ago = Int.random(in: 1...30, using: &random)
            let length = Int.random(in: 1...ago, using: &random)
            let from = now.advanced(by: .seconds(-60 * ago))
            let incident = IncidentID.number(UInt64.random(in: 1...20, using: &random))
            return .countIncident(incident, from: from, until: from.advanced(by: .seconds(60 * length)), at: now)
        case 91..<97: return .closeIfDue(at: now, hash: testHash)
        case 97: return .void(.examCancelled, at: now, hash: testHash)
        default: return .submit(attempt.session ?? phone, at: now, hash: testHash)
        }
    }

    private mutating func save() -> AttemptCommand {
        // Mostly the newest session; sometimes one that was replaced, and sometimes an older number.
        let isCurrent = Int.random(in: 0..<10, using: &random) < 8
        let session = isCurrent ? (attempt.session ?? phone) : (sessions.randomElement(using: &random) ?? phone)
        clientNumber += 1
        let isOld = Int.random(in: 0..<10, using: &random) == 0
        let number = isOld ? Int.random(in: 1...clientNumber, using: &random) : clientNumber + 1_000
        let kind = Self.kinds.randomElement(using: &random) ?? .numeric
        let input: AnswerInput =
            switch kind {
            case .singleChoice: .options([["A", "B", "C", "D"].randomElement(using: &random) ?? "A"])
            case .numeric: .number(String(Int.random(in: 0...9, using: &random)))
            default: .text(.sealed("esai-\(clientNumber)"), characters: 10)
            }
        return .save(SaveAnswer(KindExample.id(kind), input, session: session, clientNumber: number, at: now))
    }
}

import AssessmentDomain
import AssessmentEvents
import EventSourcing
import Foundation
import Testing

/// The laws of exams over random histories.
///
/// A failure prints its seed; `BINA_TEST_SEED` starts from another one.
struct ExamLawTests {
    static let firstSeed = ProcessInfo.processInfo.environment["BINA_TEST_SEED"].flatMap { UInt64($0) } ?? 20_260_302
    static let histories: UInt64 = 400

    @Test func `no random history breaks a law`() {
        var seen: Set<String> = []
        for seed in Self.firstSeed..<Self.firstSeed + Self.histories {
            let history = RandomAttemptHistory(seed: seed, commands: 60)
            var oracle = ExamLawOracle()
            for step in history.steps { oracle.observe(step) }
            oracle.compare(with: history.attempt)
            #expect(oracle.violations.isEmpty, "seed \(seed)")
            seen.formUnion(history.steps.flatMap(\.events).map(\.name.rawValue))
        }
        // The histories are worth something only if everything about answers and clocks happens in them.
        let expected: [AttemptEvent.Name] = [
            .attemptStarted, .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted,
            .attemptPaused, .attemptResumed, .incidentCounted, .attemptReopened, .attemptSubmitted, .attemptClosed,
        ]
        #expect(seen.isSuperset(of: expected.map(\.rawValue)))
    }

    @Test func `every reason to set an answer aside happens`() {
        var reasons: Set<AsideReason> = []
        for seed in Self.firstSeed..<Self.firstSeed + 600 {
            reasons.formUnion(RandomAttemptHistory(seed: seed, commands: 60).attempt.aside.compactMap(\.aside))
        }
        #expect(reasons == Set(AsideReason.allCases))
    }

    @Test func `a state folded from the events, or kept as a snapshot, equals the one that grew`() throws {
        let codec = try #require(AttemptDecider.snapshot)
        for seed in Self.firstSeed..<Self.firstSeed + 150 {
            let history = RandomAttemptHistory(seed: seed, commands: 60)
            #expect(AttemptDecider.fold(history.steps.flatMap(\.events)) == history.attempt, "seed \(seed)")
            #expect(try codec.decode(codec.encode(history.attempt)) == history.attempt, "seed \(seed)")
        }
    }

    @Test func `sending everything again saves nothing twice`() {
        for seed in Self.firstSeed..<Self.firstSeed + 200 {
            let history = RandomAttemptHistory(seed: seed, commands: 60)
            for step in history.steps where !step.events.isEmpty {
                guard case .save = step.command else { continue }
                let again = try? AttemptDecider.decide(step.command, given: history.attempt)
                #expect(again == [], "seed \(seed)")
            }
        }
    }

    @Test(arguments: ExamLawMutation.allCases)
    func `the oracle notices a broken history`(mutation: ExamLawMutation) {
        var mutated = 0
        for seed in Self.firstSeed..<Self.firstSeed + 500 {
            let history = RandomAttemptHistory(seed: seed, commands: 60)
            guard let broken = mutation.apply(to: history.steps) else { continue }
            mutated += 1
            var oracle = ExamLawOracle()
            for step in broken { oracle.observe(step) }
            oracle.compare(with: AttemptDecider.fold(broken.flatMap(\.events)))
            #expect(oracle.violations.contains(mutation.expected), "seed \(seed)")
        }
        #expect(mutated > 15)
    }
}

/// One way in which a wrong decider could break each law.
enum ExamLawMutation: CaseIterable {
    /// An answer is acknowledged and nothing is recorded.
    case forgetAnswer
    /// A late answer is saved as one that counts.
    case countLate
    /// An answer of a session that was replaced counts.
    case countReplacedSession
    /// A receipt's number is given twice.
    case reuseReceipt

    var expected: ExamLawOracle.Violation {
        switch self {
        case .forgetAnswer: .answerLost
        case .countLate: .lateAnswerCounted
        case .countReplacedSession: .secondSessionAnswered
        case .reuseReceipt: .receiptsNotInOrder
        }
    }

    /// The history with the first suitable place broken and what follows cut off; nil when there is none.
    func apply(to steps: [RandomAttemptHistory.Step]) -> [RandomAttemptHistory.Step]? {
        for (index, step) in steps.enumerated() {
            guard let events = broken(step.events) else { continue }
            return steps[..<index] + [RandomAttemptHistory.Step(command: step.command, at: step.at, events: events)]
        }
        return nil
    }

    private func broken(_ events: [AttemptEvent]) -> [AttemptEvent]? {
        switch (self, events.first) {
        case (.forgetAnswer, .answerSaved): return []
        case (.countLate, .answerKeptAside(let fact)) where fact.reason == .afterDeadline: return [counted(fact)]
        case (.countReplacedSession, .answerKeptAside(let fact)) where fact.reason == .replacedSession:
            return [counted(fact)]
        case (.reuseReceipt, .answerSaved(let fact)) where fact.receipt > 1:
            return [
                .answerSaved(
                    AnswerSaved(
                        receipt: fact.receipt - 1,
                        question: fact.question,
                        session: fact.session,
                        clientNumber: fact.clientNumber,
                        savedAt: fact.savedAt,
                        answer: fact.answer
                    )
                )
            ]
        default: return nil
        }
    }

    private func counted(_ fact: AnswerKeptAside) -> AttemptEvent {
        .answerSaved(
            AnswerSaved(
                receipt: fact.receipt,
                question: fact.question,
                session: fact.session,
                clientNumber: fact.clientNumber,
                savedAt: fact.arrivedAt,
                answer: fact.answer
            )
        )
    }
}

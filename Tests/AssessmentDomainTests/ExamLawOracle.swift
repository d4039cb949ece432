import AssessmentDomain
import AssessmentEvents
import EventSourcing

/// The laws of exams, recomputed from commands and events alone: shares no code with the decider.
///
/// The deadline is found tick by tick, not by the clock's own arithmetic; the histories happen on ticks.
struct ExamLawOracle {
    enum Violation: Hashable {
        case answerLost
        case lateAnswerCounted
        case secondSessionAnswered
        case receiptsNotInOrder
        case deadlineMovedBack
        /// The state tells something else than the events.
        case stateDiffers
    }

    fileprivate struct Kept {
        let question: QuestionID
        let session: ExamSessionID
        let at: Int
        let answer: GivenAnswer
        var counts: Bool
    }

    private(set) var violations: Set<Violation> = []
    private var receipts: [Int: Kept] = [:]
    private var lastReceipt = 0
    private var session: ExamSessionID?
    private var start = 0
    private var deadline = 0
    private var allowed = 0
    private var stops: [Range<Int>] = []
    private var pausedAt: Int?
    private var lastDeadline = 0

    /// Seconds of one tick.
    static let tick = 10

    fileprivate static func ticks(_ instant: Timestamp) -> Int { Int(instant.microseconds / 1_000_000) / tick }

    /// Walks from the start and lets only those ticks pass in which the clock runs.
    private mutating func findDeadline() {
        var left = allowed
        var now = start
        while left > 0 {
            if let stop = stops.filter({ $0.contains(now) }).max(by: { $0.upperBound < $1.upperBound }) {
                now = stop.upperBound
            } else {
                now += 1
                left -= 1
            }
        }
        deadline = now
    }

    mutating func observe(_ step: RandomAttemptHistory.Step) {
        for event in step.events { observe(event) }
        if case .save(let request) = step.command {
            let isThere = receipts.values.contains {
                $0.question == request.question && $0.session == request.session && $0.at == Self.ticks(request.at)
            }
            // An empty answer to a save says that it was acknowledged before.
            let isRepeated = step.events.isEmpty && known.contains(Pair(request))
            if !isThere && !isRepeated { violations.insert(.answerLost) }
            known.insert(Pair(request))
        }
        guard pausedAt == nil else { return }
        if deadline < lastDeadline { violations.insert(.deadlineMovedBack) }
        lastDeadline = deadline
    }

    private struct Pair: Hashable {
        let session: ExamSessionID
        let number: Int
        init(_ request: SaveAnswer) { (session, number) = (request.session, request.clientNumber) }
    }

    private var known: Set<Pair> = []

    private mutating func observe(_ event: AttemptEvent) {
        switch event {
        case .attemptStarted(let fact):
            start = Self.ticks(fact.startedAt)
            allowed =
                min(60 / Self.tick * fact.durationMinutes, Self.ticks(fact.closesAt) - start) + 60 / Self.tick
                * fact.extraMinutes
            session = fact.session
        case .sessionOpened(let fact):
            if fact.replaced != session { violations.insert(.secondSessionAnswered) }
            session = fact.session
        case .answerSaved(let fact):
            keep(fact.receipt, Kept(fact))
            if fact.session != session { violations.insert(.secondSessionAnswered) }
            if pausedAt != nil || Self.ticks(fact.savedAt) >= deadline { violations.insert(.lateAnswerCounted) }
            return
        case .answerKeptAside(let fact):
            keep(fact.receipt, Kept(fact))
            return
        case .answerAdmitted(let fact):
            if let kept = receipts[fact.receipt], kept.at >= deadline { violations.insert(.lateAnswerCounted) }
            receipts[fact.receipt]?.counts = true
            return
        case .extraTimeGranted(let fact): allowed += 60 / Self.tick * fact.minutes
        case .attemptPaused(let fact): pausedAt = Self.ticks(fact.pausedAt)
        case .attemptResumed(let fact):
            if let pausedAt { stops.append(pausedAt..<max(pausedAt, Self.ticks(fact.resumedAt))) }
            pausedAt = nil
        case .incidentCounted(let fact): stops.append(Self.ticks(fact.from)..<Self.ticks(fact.until))
        default: return
        }
        findDeadline()
    }

    private mutating func keep(_ receipt: Int, _ kept: Kept) {
        if receipt != lastReceipt + 1 || receipts[receipt] != nil { violations.insert(.receiptsNotInOrder) }
        lastReceipt = receipt
        receipts[receipt] = kept
    }

    /// What the state shows is what the events tell: every receipt is there, once.
    mutating func compare(with attempt: Attempt) {
        var shown: Set<Int> = Set(attempt.aside.map(\.receipt))
        for (question, kept) in attempt.answers {
            let newest = receipts.filter { $0.value.question == question && $0.value.counts }.keys.max()
            if newest != kept.receipt { violations.insert(.stateDiffers) }
            if receipts[kept.receipt]?.answer != kept.answer { violations.insert(.stateDiffers) }
        }
        shown.formUnion(receipts.filter(\.value.counts).keys)
        if shown != Set(receipts.keys) { violations.insert(.answerLost) }
        guard pausedAt == nil, let clock = attempt.clock?.deadline else { return }
        if Self.ticks(clock) != deadline { violations.insert(.stateDiffers) }
    }
}

extension ExamLawOracle.Kept {
    fileprivate init(_ fact: AnswerSaved) {
        self.init(
            question: fact.question,
            session: fact.session,
            at: ExamLawOracle.ticks(fact.savedAt),
            answer: fact.answer,
            counts: true
        )
    }

    fileprivate init(_ fact: AnswerKeptAside) {
        self.init(
            question: fact.question,
            session: fact.session,
            at: ExamLawOracle.ticks(fact.arrivedAt),
            answer: fact.answer,
            counts: false
        )
    }
}

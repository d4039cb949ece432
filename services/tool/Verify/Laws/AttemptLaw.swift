import AssessmentEvents
import EventSourcing

/// An attempt loses no answer that it acknowledged, counts none that came too late or from two sessions at once, and
/// keeps no answer twice.
struct AttemptLaw: StreamLaw {
    static let category = AssessmentStream.attempt.category

    /// What a session calls one answer.
    private struct SessionNumber: Hashable {
        let session: ExamSessionID
        let number: Int
    }

    private var clock: VerifiedClock?
    private var session: ExamSessionID?
    private var isOver = false
    private var lastReceipt = 0
    private var numbers: Set<SessionNumber> = []
    private var incidents: Set<IncidentID> = []
    /// When answers came that were too late, by receipt.
    private var late: [Int: Timestamp] = [:]
    private var broken: [BrokenLaw] = []

    init() {}

    mutating func take(_ event: ContextEvent) -> [BrokenLaw] {
        broken = []
        if case .assessment(.attempt(let event)) = event { follow(event) }
        return broken
    }

    private mutating func follow(_ event: AttemptEvent) {
        switch event {
        case .attemptStarted(let fact): start(fact)
        case .sessionOpened(let fact):
            demand(fact.replaced == session, "the session in use to be replaced", "another one")
            session = fact.session
        case .answerSaved(let fact): save(fact)
        case .answerKeptAside(let fact):
            keep(fact.receipt, fact.session, fact.clientNumber)
            if fact.reason == .afterDeadline { late[fact.receipt] = fact.arrivedAt }
        case .answerAdmitted(let fact):
            let isInTime = clock?.deadline.flatMap { end in late[fact.receipt].map { $0 < end } } ?? false
            demand(isInTime, "an answer kept as late that is in time now", "receipt \(fact.receipt)")
            late[fact.receipt] = nil
        case .extraTimeGranted(let fact):
            clock?.add(minutes: fact.minutes)
            compare(fact.deadline)
        case .attemptPaused(let fact): clock?.pausedAt = fact.pausedAt
        case .attemptResumed(let fact):
            clock?.resume(at: fact.resumedAt)
            compare(fact.deadline)
        case .incidentCounted(let fact):
            demand(incidents.insert(fact.incident).inserted, "an incident to be counted once", "it is counted again")
            clock?.stop(from: fact.from, until: fact.until)
            compare(fact.deadline)
        case .attemptReopened(let fact):
            isOver = false
            compare(fact.deadline)
        case .attemptSubmitted(let fact): end(fact.lastReceipt, isTimeUp: false, at: fact.submittedAt)
        case .attemptClosed(let fact): end(fact.lastReceipt, isTimeUp: fact.reason == .timeUp, at: fact.closedAt)
        case .attemptMarked, .essayMarkEntered, .resultDetermined, .attemptRemarked, .resultReleased,
            .resultCorrected, .externalResultRecorded:
            break
        }
    }

    private mutating func start(_ fact: AttemptStarted) {
        let standard = min(fact.startedAt.advanced(by: .seconds(60 * fact.durationMinutes)), fact.closesAt)
        clock = VerifiedClock(
            startedAt: fact.startedAt,
            runsUntil: standard.advanced(by: .seconds(60 * fact.extraMinutes))
        )
        session = fact.session
        compare(fact.deadline)
    }

    private mutating func save(_ fact: AnswerSaved) {
        keep(fact.receipt, fact.session, fact.clientNumber)
        let what = "receipt \(fact.receipt)"
        demand(fact.session == session, "an answer of the session in use to count", "\(what) of another one")
        demand(!isOver, "no answer to count that came when the attempt was over", what)
        let isInTime = clock?.deadline.map { fact.savedAt < $0 } ?? false
        demand(isInTime, "no answer to count that came after the deadline, or while the clock stood still", what)
    }

    private mutating func keep(_ receipt: Int, _ session: ExamSessionID, _ number: Int) {
        demand(receipt == lastReceipt + 1, "receipt \(lastReceipt + 1)", "receipt \(receipt)")
        lastReceipt = receipt
        let isNew = numbers.insert(SessionNumber(session: session, number: number)).inserted
        demand(isNew, "an answer that a session sends again to be kept once", "receipt \(receipt) is another one")
    }

    private mutating func end(_ receipt: Int, isTimeUp: Bool, at time: Timestamp) {
        isOver = true
        demand(receipt == lastReceipt, "the last receipt, \(lastReceipt)", "receipt \(receipt)")
        if isTimeUp { demand(time == clock?.deadline, "the deadline as the time of closing", "another time") }
    }

    private mutating func compare(_ deadline: Timestamp?) {
        let own = clock?.deadline
        demand(
            deadline == own,
            "the deadline \(own?.description ?? "unknown")",
            deadline?.description ?? "none"
        )
    }

    private mutating func demand(_ isTrue: Bool, _ expected: String, _ found: String) {
        if !isTrue { broken.append(BrokenLaw(expected: expected, found: found)) }
    }
}

/// A candidate's time by the verifier's own reckoning: what stood still is given back, once.
struct VerifiedClock: Sendable {
    let startedAt: Timestamp
    /// When the time would be up if it had never stood still.
    var runsUntil: Timestamp
    var pausedAt: Timestamp?
    /// When it stood still, in the order of time, none touching another.
    private var stops: [ClosedRange<Timestamp>] = []

    init(startedAt: Timestamp, runsUntil: Timestamp) {
        self.startedAt = startedAt
        self.runsUntil = runsUntil
    }

    /// Nil while it stands still.
    var deadline: Timestamp? {
        guard pausedAt == nil else { return nil }
        return stops.reduce(runsUntil) { end, stop in
            guard stop.lowerBound < end else { return end }
            let length = stop.upperBound.microseconds - stop.lowerBound.microseconds
            return end.advanced(by: .microseconds(length))
        }
    }

    mutating func add(minutes: Int) { runsUntil = runsUntil.advanced(by: .seconds(60 * minutes)) }

    mutating func resume(at time: Timestamp) {
        guard let from = pausedAt else { return }
        pausedAt = nil
        stop(from: from, until: max(from, time))
    }

    mutating func stop(from: Timestamp, until: Timestamp) {
        var new = max(from, startedAt)...max(until, startedAt)
        stops.removeAll { stop in
            guard stop.overlaps(new) else { return false }
            new = min(stop.lowerBound, new.lowerBound)...max(stop.upperBound, new.upperBound)
            return true
        }
        stops.append(new)
        stops.sort { $0.lowerBound < $1.lowerBound }
    }
}

package import AssessmentEvents
package import EventSourcing

/// One candidate's attempt as its own history tells it: shown to the candidate on any device, exactly as saved.
package struct Attempt: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable {
        case unknown, open, submitted
        /// Time was up.
        case closed
        /// It counts for nothing.
        case void
        /// Sat elsewhere; only the result is here.
        case external
    }

    package private(set) var phase = Phase.unknown
    package private(set) var start: AttemptStarted?
    package private(set) var clock: AttemptClock?
    /// The only session that may answer.
    package private(set) var session: ExamSessionID?
    package private(set) var sessions: Set<ExamSessionID> = []
    /// The answers that count.
    package private(set) var answers: [QuestionID: KeptAnswer] = [:]
    /// The answers that came and do not count, in order of their receipts.
    package private(set) var aside: [KeptAnswer] = []
    package private(set) var lastReceipt = 0
    package private(set) var digest: String?
    package private(set) var incidents: Set<IncidentID> = []
    package private(set) var marking = Marking()
    package private(set) var external: ExternalResultRecorded?
    private var receipts: [ExamSessionID: [Int: Receipt]] = [:]

    package init() {}

    package func item(_ question: QuestionID) -> PaperItem? { start?.paper.first { $0.question == question } }

    /// Time can still be given to it: while it is open, or was closed because time was up and nobody knows a result.
    ///
    /// What was marked by keys alone is marked anew when it is over again; an essay that markers have is not taken from them.
    package var mayGetTime: Bool {
        phase == .open || phase == .closed && marking.releasedAt == nil && !hasEssaysWithMarkers
    }

    /// Essays of it are marked by people, or were.
    var hasEssaysWithMarkers: Bool {
        guard marking.isMarked, let paper = start?.paper else { return false }
        return paper.contains { item in
            guard item.kind == .essay else { return false }
            return marking.pendingEssays.contains(item.question) || marking.mark(of: item.question)?.answered == true
        }
    }

    /// What was acknowledged to a session under its own number; the answer to a repeated request.
    package func receipt(of session: ExamSessionID, clientNumber: Int) -> Receipt? {
        receipts[session]?[clientNumber]
    }

    mutating func apply(_ event: AttemptEvent) {
        switch event {
        case .attemptStarted(let fact): begin(fact)
        case .sessionOpened(let fact): take(over: fact.session)
        case .answerSaved(let fact): keep(KeptAnswer(fact))
        case .answerKeptAside(let fact): keep(KeptAnswer(fact))
        case .answerAdmitted(let fact): admit(fact)
        case .extraTimeGranted(let fact): clock?.add(minutes: fact.minutes)
        case .attemptPaused(let fact): clock?.pause(at: fact.pausedAt)
        case .attemptResumed(let fact): clock?.resume(at: fact.resumedAt)
        case .incidentCounted(let fact):
            incidents.insert(fact.incident)
            clock?.stop(from: fact.from, until: fact.until)
        case .attemptReopened:
            phase = .open
            digest = nil
            marking.apply(event)
        case .attemptSubmitted(let fact):
            phase = .submitted
            digest = fact.digest
        case .attemptClosed(let fact):
            phase = fact.reason == .timeUp ? .closed : .void
            digest = fact.digest
        case .externalResultRecorded(let fact):
            phase = .external
            external = fact
        case .attemptRemarked(let fact):
            for change in fact.changes where marking.pendingEssays.contains(change.question) {
                if let item = item(change.question) { marking.enterUnmarked(item) }
            }
            marking.apply(event)
        case .attemptMarked, .essayMarkEntered, .resultDetermined, .resultReleased, .resultCorrected:
            marking.apply(event)
        }
    }

    private mutating func begin(_ fact: AttemptStarted) {
        phase = .open
        start = fact
        clock = AttemptClock(fact)
        take(over: fact.session)
    }

    private mutating func take(over new: ExamSessionID) {
        session = new
        sessions.insert(new)
    }

    private mutating func keep(_ answer: KeptAnswer) {
        lastReceipt = answer.receipt
        receipts[answer.session, default: [:]][answer.clientNumber] = Receipt(answer)
        if answer.aside == nil { answers[answer.question] = answer } else { aside.append(answer) }
    }

    private mutating func admit(_ fact: AnswerAdmitted) {
        guard let index = aside.firstIndex(where: { $0.receipt == fact.receipt }) else { return }
        var answer = aside.remove(at: index)
        answer.aside = nil
        answers[fact.question] = answer
        receipts[answer.session, default: [:]][answer.clientNumber] = Receipt(answer)
    }
}

/// An answer as it was acknowledged.
package struct KeptAnswer: Sendable, Equatable, Codable {
    package let receipt: Int
    package let question: QuestionID
    package let session: ExamSessionID
    package let clientNumber: Int
    package let arrivedAt: Timestamp
    package let answer: GivenAnswer
    /// Why it does not count; nil for one that does.
    package internal(set) var aside: AsideReason?

    init(_ fact: AnswerSaved) {
        (receipt, question, session, clientNumber) = (fact.receipt, fact.question, fact.session, fact.clientNumber)
        (arrivedAt, answer, aside) = (fact.savedAt, fact.answer, nil)
    }

    init(_ fact: AnswerKeptAside) {
        (receipt, question, session, clientNumber) = (fact.receipt, fact.question, fact.session, fact.clientNumber)
        (arrivedAt, answer, aside) = (fact.arrivedAt, fact.answer, fact.reason)
    }

    /// Whether a session's own numbering says that this answer is older than `other`.
    func isOvertaken(by other: KeptAnswer) -> Bool { session == other.session && clientNumber < other.clientNumber }
}

/// The acknowledgement of one answer: what the candidate can show.
package struct Receipt: Sendable, Equatable, Codable {
    package let number: Int
    package let question: QuestionID
    package let at: Timestamp
    /// Why the answer does not count; nil for one that does.
    package let aside: AsideReason?
    /// The answer without its text, to know it again.
    let shape: GivenAnswer

    init(_ kept: KeptAnswer) {
        (number, question, at, aside) = (kept.receipt, kept.question, kept.arrivedAt, kept.aside)
        shape = kept.answer.withoutText
    }
}

extension GivenAnswer {
    /// Whether it takes back what was answered.
    package var isEmpty: Bool { options.isEmpty && pairs.isEmpty && number == nil && text == nil }

    var withoutText: GivenAnswer { GivenAnswer(options: options, pairs: pairs, number: number) }
}

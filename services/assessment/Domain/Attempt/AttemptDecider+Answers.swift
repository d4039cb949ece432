import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AttemptDecider {
    /// Every answer that fits its question and comes from a session of this attempt is kept, whenever it comes.
    static func save(_ request: SaveAnswer, given attempt: Attempt) throws(AttemptRejection) -> [AttemptEvent] {
        let (_, clock) = try started(attempt)
        guard let item = attempt.item(request.question) else { throw .notOnPaper(request.question) }
        guard attempt.sessions.contains(request.session) else { throw .unknownSession }
        let answer = try request.answer.checked(for: item)
        if let receipt = attempt.receipt(of: request.session, clientNumber: request.clientNumber) {
            // A sealed text is another one each time, so only the rest can be compared.
            guard receipt.question == request.question, receipt.shape == answer.withoutText else {
                throw .clientNumberReused
            }
            return []
        }
        guard attempt.lastReceipt < answerLimit else { throw .tooManyAnswers(answerLimit) }
        guard let reason = reasonToSetAside(request, clock: clock, given: attempt) else {
            return [saved(request, answer, receipt: attempt.lastReceipt + 1)]
        }
        return [keptAside(request, answer, reason, clock: clock, receipt: attempt.lastReceipt + 1)]
    }

    private static func reasonToSetAside(_ request: SaveAnswer, clock: AttemptClock, given attempt: Attempt)
        -> AsideReason?
    {
        switch attempt.phase {
        case .unknown, .void, .external: return .afterClosing
        case .submitted: return .afterSubmission
        case .open, .closed: break
        }
        guard request.session == attempt.session else { return .replacedSession }
        guard clock.pausedAt == nil else { return .whilePaused }
        if clock.isUp(at: request.at) || attempt.phase == .closed { return .afterDeadline }
        guard let counting = attempt.answers[request.question], counting.session == request.session else { return nil }
        return counting.clientNumber > request.clientNumber ? .overtaken : nil
    }

    private static func saved(_ request: SaveAnswer, _ answer: GivenAnswer, receipt: Int) -> AttemptEvent {
        .answerSaved(
            AnswerSaved(
                receipt: receipt,
                question: request.question,
                session: request.session,
                clientNumber: request.clientNumber,
                savedAt: request.at,
                answer: answer
            )
        )
    }

    private static func keptAside(
        _ request: SaveAnswer,
        _ answer: GivenAnswer,
        _ reason: AsideReason,
        clock: AttemptClock,
        receipt: Int
    ) -> AttemptEvent {
        let late = clock.deadline.map { (request.at.microseconds - $0.microseconds) / 1_000 }
        return .answerKeptAside(
            AnswerKeptAside(
                receipt: receipt,
                question: request.question,
                session: request.session,
                clientNumber: request.clientNumber,
                arrivedAt: request.at,
                reason: reason,
                lateByMilliseconds: late.flatMap { $0 >= 0 ? Int($0) : nil },
                answer: answer
            )
        )
    }

    static func submit(_ session: ExamSessionID, at now: Timestamp, hash: ContentHash, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        let (_, clock) = try started(attempt)
        switch attempt.phase {
        case .submitted, .closed: return []
        case .void: throw .void
        case .unknown, .external: throw .notStarted
        case .open: break
        }
        guard attempt.sessions.contains(session) else { throw .unknownSession }
        guard session == attempt.session else { throw .sessionReplaced }
        guard clock.pausedAt == nil else { throw .paused }
        guard !clock.isUp(at: now) else { return try closeIfDue(at: now, hash: hash, given: attempt) }
        let content = try ReceiptContent(attempt)
        return [
            .attemptSubmitted(
                AttemptSubmitted(
                    submittedAt: now,
                    answered: content.answered,
                    lastReceipt: attempt.lastReceipt,
                    digest: hash.digest(of: content.bytes)
                )
            )
        ]
    }

    static func closeIfDue(at now: Timestamp, hash: ContentHash, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        let (_, clock) = try started(attempt)
        guard attempt.phase == .open else { return [] }
        guard let deadline = clock.deadline, deadline <= now else { throw .timeIsNotUp }
        return [try closed(.timeUp, at: deadline, hash: hash, given: attempt)]
    }

    static func void(_ reason: ClosingReason, at now: Timestamp, hash: ContentHash, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        _ = try started(attempt)
        guard reason != .timeUp else { return try closeIfDue(at: now, hash: hash, given: attempt) }
        guard attempt.phase != .void, attempt.marking.releasedAt == nil else { return [] }
        return [try closed(reason, at: now, hash: hash, given: attempt)]
    }

    private static func closed(
        _ reason: ClosingReason,
        at instant: Timestamp,
        hash: ContentHash,
        given attempt: Attempt
    ) throws(AttemptRejection) -> AttemptEvent {
        let content = try ReceiptContent(attempt)
        return .attemptClosed(
            AttemptClosed(
                closedAt: instant,
                reason: reason,
                answered: content.answered,
                lastReceipt: attempt.lastReceipt,
                digest: hash.digest(of: content.bytes)
            )
        )
    }
}

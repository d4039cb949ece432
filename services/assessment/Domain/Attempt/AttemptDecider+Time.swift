import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AttemptDecider {
    static func grantTime(
        _ minutes: Int,
        by person: CivilServantID,
        reason: Explanation,
        at now: Timestamp,
        given attempt: Attempt
    ) throws(AttemptRejection) -> [AttemptEvent] {
        _ = try withClock(attempt)
        guard (1...1_440).contains(minutes) else { throw .minutesOutOfRange }
        let events = moving(attempt, at: now) { clock in
            clock.add(minutes: minutes)
            return .extraTimeGranted(
                ExtraTimeGranted(
                    minutes: minutes,
                    grantedBy: person,
                    grantedAt: now,
                    reason: reason.text,
                    deadline: clock.deadline
                )
            )
        }
        try checkUse(of: events, given: attempt, at: now)
        return events
    }

    /// Time is given so that somebody can go on, or for answers that came late: what changes neither is a mistake.
    private static func checkUse(of events: [AttemptEvent], given attempt: Attempt, at now: Timestamp)
        throws(AttemptRejection)
    {
        guard attempt.phase == .closed, events.count == 1, let deadline = attempt.clock?.deadline else { return }
        throw .timeNotEnough(minutes: Int((now.microseconds - deadline.microseconds) / 60_000_000) + 1)
    }

    static func countIncident(
        _ incident: IncidentID,
        from: Timestamp,
        until: Timestamp,
        at now: Timestamp,
        given attempt: Attempt
    ) throws(AttemptRejection) -> [AttemptEvent] {
        if attempt.incidents.contains(incident) { return [] }
        let clock = try withClock(attempt)
        guard from < until, until <= now, until <= from.advanced(by: .seconds(86_400)) else {
            throw .incidentOutOfRange
        }
        // Before the candidate began there was nothing to lose.
        guard until > clock.startedAt else { return [] }
        return moving(attempt, at: now) { clock in
            clock.stop(from: from, until: until)
            return .incidentCounted(
                IncidentCounted(incident: incident, from: from, until: until, deadline: clock.deadline)
            )
        }
    }

    static func pause(_ reason: PauseReason, by person: CivilServantID, at now: Timestamp, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        let (start, clock) = try started(attempt)
        guard attempt.phase == .open else { throw .over }
        guard clock.pausedAt == nil else { return [] }
        if let deadline = clock.deadline, deadline <= now { throw .timeIsUp(local(deadline, start)) }
        return [.attemptPaused(AttemptPaused(pausedAt: now, reason: reason, orderedBy: person))]
    }

    static func resume(at now: Timestamp, given attempt: Attempt) throws(AttemptRejection) -> [AttemptEvent] {
        var (_, clock) = try started(attempt)
        guard attempt.phase == .open else { throw .over }
        guard clock.pausedAt != nil else { return [] }
        clock.resume(at: now)
        guard let deadline = clock.deadline else { throw .notPaused }
        return [.attemptResumed(AttemptResumed(resumedAt: now, deadline: deadline))]
    }

    /// The clock of an attempt that time can still be given to.
    private static func withClock(_ attempt: Attempt) throws(AttemptRejection) -> AttemptClock {
        let (_, clock) = try started(attempt)
        switch attempt.phase {
        case .open: return clock
        case .closed:
            guard attempt.marking.releasedAt == nil else { throw .alreadyReleased }
            guard !attempt.hasEssaysWithMarkers else { throw .essaysWithMarkers }
            return clock
        case .submitted: throw .over
        case .void: throw .void
        case .unknown, .external: throw .notStarted
        }
    }

    /// Moves the deadline; admits late answers that it now covers, and reopens what was closed because time was up.
    private static func moving(
        _ attempt: Attempt,
        at now: Timestamp,
        _ move: (inout AttemptClock) -> AttemptEvent
    ) -> [AttemptEvent] {
        guard var clock = attempt.clock else { return [] }
        var events = [move(&clock)]
        guard let deadline = clock.deadline else { return events }
        let admitted = late(attempt, before: deadline)
        if attempt.phase == .closed && (!admitted.isEmpty || deadline > now) {
            events.append(.attemptReopened(AttemptReopened(reopenedAt: now, deadline: deadline)))
        }
        return events + admitted
    }

    private static func late(_ attempt: Attempt, before deadline: Timestamp) -> [AttemptEvent] {
        var counting = attempt.answers
        var admitted: [AttemptEvent] = []
        for answer in attempt.aside where answer.aside == .afterDeadline && answer.arrivedAt < deadline {
            if let newer = counting[answer.question], newer.receipt > answer.receipt || answer.isOvertaken(by: newer) {
                continue
            }
            counting[answer.question] = answer
            admitted.append(
                .answerAdmitted(AnswerAdmitted(receipt: answer.receipt, question: answer.question))
            )
        }
        return admitted
    }
}

package import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// The rules of the objection desk: in time, another reviewer, both sides heard, then final.
///
/// It knows nothing of exams: appraisals and seats use the same desk.
package enum ObjectionDecider: Decider {
    package static let category = AssessmentStream.objection.category
    package static let initialState = Objection()

    package static func decide(_ command: ObjectionCommand, given objection: Objection)
        throws(ObjectionRejection) -> [ObjectionEvent]
    {
        switch command {
        case .file(let request): return try file(request, given: objection)
        case .assignReviewer(let person, let now): return try assign(person, at: now, given: objection)
        case .recuse(let person, let reason):
            _ = try undecided(objection)
            guard objection.reviewer == person else { throw .notReviewer }
            return [.reviewerRecused(ReviewerRecused(reviewer: person, reason: reason.text))]
        case .hear(let person, let statement, let now):
            return try hear(person, statement, at: now, given: objection)
        case .noteMissed(let party, let now): return try noteMissed(party, at: now, given: objection)
        case .decide(let request): return try decide(request, on: objection)
        case .recordRecalculation(let before, let after, let now):
            guard objection.phase == .decided, let decision = objection.decision else {
                throw .noRecalculationPending
            }
            let recalculated = ResultRecalculated(
                before: before.text,
                after: after.text,
                changed: before != after,
                recalculatedAt: now
            )
            return [.resultRecalculated(recalculated), final(decision.outcome, at: now)]
        case .withdraw(let person, let now):
            let filing = try undecided(objection)
            guard person == filing.objector else { throw .notParty }
            return [.objectionWithdrawn(ObjectionWithdrawn(withdrawnAt: now)), final(nil, at: now)]
        }
    }

    package static func evolve(_ objection: inout Objection, by event: ObjectionEvent) { objection.apply(event) }

    private static func file(_ request: FileObjection, given objection: Objection)
        throws(ObjectionRejection) -> [ObjectionEvent]
    {
        let contested = request.contested
        if let filing = objection.filing {
            guard filing.decision == contested.decision, filing.objector == request.objector,
                filing.question == contested.question
            else { throw .alreadyFiled }
            return []
        }
        guard request.rule.isValid else { throw .ruleOutOfRange }
        guard request.objector == contested.concerns else { throw .notOwn }
        guard contested.announcedAt <= request.at else { throw .decisionInFuture }
        let (rule, calendar) = (request.rule, request.calendar)
        let last = contested.lastFilingDay ?? rule.day(after: contested.announcedAt, rule.filing, in: calendar)
        guard !calendar.isPast(last, at: request.at) else { throw .windowClosed(last) }
        return [
            .objectionFiled(
                ObjectionFiled(
                    kind: contested.kind,
                    decision: contested.decision,
                    question: contested.question,
                    objector: request.objector,
                    deciders: contested.deciders,
                    grounds: request.grounds,
                    filedAt: request.at,
                    lastFilingDay: last,
                    hearingDueOn: rule.day(after: request.at, rule.hearing, in: calendar),
                    decisionDueOn: rule.day(after: request.at, rule.decision, in: calendar),
                    timeZone: calendar.zone,
                    rule: rule.name
                )
            )
        ]
    }

    private static func assign(_ person: CivilServantID, at now: Timestamp, given objection: Objection)
        throws(ObjectionRejection) -> [ObjectionEvent]
    {
        let filing = try undecided(objection)
        if objection.reviewer == person { return [] }
        guard objection.reviewer == nil else { throw .alreadyAssigned }
        guard person != filing.objector else { throw .reviewerIsObjector }
        guard !filing.deciders.contains(person) else { throw .reviewerMadeDecision }
        guard !objection.recused.contains(person) else { throw .reviewerRecused }
        return [.reviewerAssigned(ReviewerAssigned(reviewer: person, assignedAt: now))]
    }

    private static func hear(
        _ person: CivilServantID,
        _ statement: SealedField,
        at now: Timestamp,
        given objection: Objection
    ) throws(ObjectionRejection) -> [ObjectionEvent] {
        let filing = try undecided(objection)
        guard person == filing.objector || filing.deciders.contains(person) else { throw .notParty }
        let party: HearingParty = person == filing.objector ? .objector : .decider
        guard !objection.missed.contains(party) else { throw .alreadyMissed }
        return [
            .statementHeard(StatementHeard(party: party, speaker: person, statement: statement, heardAt: now))
        ]
    }

    private static func noteMissed(_ party: HearingParty, at now: Timestamp, given objection: Objection)
        throws(ObjectionRejection) -> [ObjectionEvent]
    {
        let filing = try undecided(objection)
        if objection.heard.contains(party) || objection.missed.contains(party) { return [] }
        guard filing.timeZone.date(of: now) > filing.hearingDueOn else { throw .mayStillSpeak(filing.hearingDueOn) }
        return [.statementMissed(StatementMissed(party: party, dueOn: filing.hearingDueOn))]
    }

    private static func decide(_ request: DecideObjection, on objection: Objection)
        throws(ObjectionRejection) -> [ObjectionEvent]
    {
        let filing = try undecided(objection)
        guard let reviewer = objection.reviewer else { throw .noReviewer }
        guard reviewer == request.reviewer else { throw .notReviewer }
        guard objection.areBothSidesHeard else { throw .bothSidesNotHeard }
        guard request.outcome != .rejected || !request.needsRecalculation else { throw .recalculationForRejected }
        let decided = ObjectionEvent.objectionDecided(
            ObjectionDecided(
                kind: filing.kind,
                decision: filing.decision,
                question: filing.question,
                objector: filing.objector,
                reviewer: reviewer,
                outcome: request.outcome,
                reasons: request.reasons,
                needsRecalculation: request.needsRecalculation,
                decidedAt: request.at,
                late: request.calendar.isPast(filing.decisionDueOn, at: request.at)
            )
        )
        return [decided] + (request.needsRecalculation ? [] : [final(request.outcome, at: request.at)])
    }

    private static func final(_ outcome: ObjectionOutcome?, at now: Timestamp) -> ObjectionEvent {
        .objectionBecameFinal(ObjectionBecameFinal(outcome: outcome, finalAt: now))
    }

    private static func undecided(_ objection: Objection) throws(ObjectionRejection) -> ObjectionFiled {
        guard let filing = objection.filing else { throw .notFiled }
        switch objection.phase {
        case .unknown: throw .notFiled
        case .final: throw .final
        case .decided: throw .decided
        case .filed: return filing
        }
    }
}

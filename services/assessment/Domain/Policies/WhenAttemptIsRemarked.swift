package import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// A result that was computed again for an objection goes back to the objection, which becomes final by it.
package enum WhenAttemptIsRemarked {
    /// What is asked of which objection; nil when nothing is.
    package static func reaction(to event: AttemptEvent) throws -> (ObjectionID, ObjectionCommand)? {
        guard case .attemptRemarked(let fact) = event, let objection = fact.objection else { return nil }
        let command = ObjectionCommand.recordRecalculation(
            before: try written(fact.scoreBefore, passed: fact.passedBefore),
            after: try written(fact.scoreAfter, passed: fact.passedAfter),
            at: fact.remarkedAt
        )
        return (objection, command)
    }

    /// `62.50 %, tidak lulus`.
    private static func written(_ scoreHundredths: Int, passed: Bool) throws -> Title {
        let cents = scoreHundredths % 100
        return try Title(
            "\(scoreHundredths / 100).\(cents < 10 ? "0" : "")\(cents) %, \(passed ? "lulus" : "tidak lulus")"
        )
    }
}

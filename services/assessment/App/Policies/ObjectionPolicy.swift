import AssessmentDomain
import AssessmentEvents
import EventSourcing
import ProjectionRuntime

/// Runs ``WhenAttemptIsRemarked``: what an upheld objection meant for a result is recorded in the objection.
///
/// The attempt is adjusted by one append and the objection by another: whatever happens in between, this comes after.
struct ObjectionPolicy: Policy {
    let name = "when-attempt-is-remarked"
    let sources = [AssessmentStream.context]

    func concerns(_ event: EventEnvelope) -> Bool { event.type == AttemptEvent.Name.attemptRemarked.rawValue }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        guard let event = try AttemptEvent(recorded: envelope),
            let (objection, command) = try WhenAttemptIsRemarked.reaction(to: event)
        else { return }
        let stream = AssessmentStream.objection(objection, of: envelope.tenant)
        // One that is final already has its recalculation.
        guard try await reaction.state(of: stream, by: ObjectionDecider.self).phase == .decided else { return }
        try await reaction.decide(command, by: ObjectionDecider.self, on: stream)
    }
}

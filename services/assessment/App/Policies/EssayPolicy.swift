import AssessmentDomain
import AssessmentEvents
import EventSourcing
import ProjectionRuntime

/// Runs ``WhenEssayIsSettled``: the settled mark of an essay goes to its attempt.
struct EssayPolicy: Policy {
    let name = "when-essay-is-settled"
    let sources = [AssessmentStream.context]

    func concerns(_ event: EventEnvelope) -> Bool { event.type == EssayEvent.Name.essaySettled.rawValue }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        guard let event = try EssayEvent(recorded: envelope),
            let (attempt, command) = WhenEssayIsSettled.reaction(to: event, of: EssayID(envelope.stream.id))
        else { return }
        try await reaction.decide(
            command,
            by: AttemptDecider.self,
            on: AssessmentStream.attempt(attempt, of: envelope.tenant)
        )
    }
}

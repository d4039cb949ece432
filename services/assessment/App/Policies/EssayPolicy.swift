import AssessmentDomain
import AssessmentEvents
import EventSourcing
import ProjectionRuntime

/// Runs ``WhenEssayIsSettled``: the settled mark of an essay goes to its attempt, if it still waits for one.
///
/// An attempt that became void, or whose essay a repair has decided meanwhile, waits for none.
struct EssayPolicy: Policy {
    let name = "when-essay-is-settled"
    let sources = [AssessmentStream.context]

    func concerns(_ event: EventEnvelope) -> Bool { event.type == EssayEvent.Name.essaySettled.rawValue }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        guard let event = try EssayEvent(recorded: envelope), case .essaySettled(let fact) = event,
            let (id, command) = WhenEssayIsSettled.reaction(to: event, of: EssayID(envelope.stream.id))
        else { return }
        let stream = AssessmentStream.attempt(id, of: envelope.tenant)
        let attempt = try await reaction.state(of: stream, by: AttemptDecider.self)
        guard attempt.isOver, attempt.marking.pendingEssays.contains(fact.question) else { return }
        try await reaction.decide(command, by: AttemptDecider.self, on: stream)
    }
}

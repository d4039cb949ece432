import AssessmentEvents
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ProjectionRuntime

/// Runs ``WhenExamResultIsKnown`` on the assessment context's events: a result is noted in the batch that it belongs to.
///
/// The batch decides what follows, and its completion goes on to the ledger by ``ResultPolicy``.
struct ExamPolicy: Policy {
    let name = "when-exam-result-is-known"
    let sources = [AssessmentStream.context]

    func concerns(_ event: EventEnvelope) -> Bool { WhenExamResultIsKnown.types.contains(event.type) }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        guard let event = try AttemptEvent(recorded: envelope),
            let answer = WhenExamResultIsKnown.reaction(
                to: event,
                of: ExamAttemptID(envelope.stream.id),
                version: envelope.version,
                at: envelope.occurredAt
            )
        else { return }
        try await reaction.decide(
            .noteExamResult(answer.result),
            by: BatchDecider.self,
            on: EnrolmentStream.batch(answer.batch, of: envelope.tenant)
        )
    }
}

import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import ProjectionRuntime

/// What enrolment's events mean here: the exams of a cancelled batch are cancelled, and with them their attempts; the open
/// attempts of somebody who left count for nothing.
///
/// It acts on what its view shows at that moment; what begins only then is seen to by ``ExamPolicy``, see ``GoneRegister``.
struct EnrolmentPolicy: Policy {
    let name = "when-batch-or-civil-servant-goes"
    let sources = [EnrolmentStream.context]
    let desk: AssessmentDesk

    private static let types: Set<String> = [
        BatchEvent.Name.batchCancelled.rawValue, CivilServantEvent.Name.civilServantLeft.rawValue,
    ]

    func concerns(_ event: EventEnvelope) -> Bool { Self.types.contains(event.type) }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        if case .batchCancelled(let fact) = try BatchEvent(recorded: envelope) {
            try await desk.gone.note(envelope.stream, because: fact.reason)
            try await waitForView()
            try await cancelExams(of: BatchID(envelope.stream.id), because: fact, reaction)
        } else if case .civilServantLeft = try CivilServantEvent(recorded: envelope) {
            try await desk.gone.note(envelope.stream)
            try await waitForView()
            try await voidAttempts(of: CivilServantID(envelope.stream.id), reaction)
        }
    }

    /// To be asked after what is gone is noted: an attempt or exam that is not in the view by then was not in the store.
    private func waitForView() async throws {
        guard try await desk.viewIsCurrent(within: .seconds(5)) else {
            throw RetryLater("the assessment view is behind")
        }
    }

    /// What is released stays: it was sat before the batch was cancelled.
    private func cancelExams(of batch: BatchID, because fact: BatchCancelled, _ reaction: PolicyReaction) async throws {
        let tenant = reaction.event.tenant
        let reason = try Explanation(fact.reason)
        for exam in try await desk.view.scheduledExams(of: batch, tenant: tenant) {
            let stream = AssessmentStream.exam(exam, of: tenant)
            guard try await reaction.state(of: stream, by: ExamDecider.self).phase == .scheduled else { continue }
            try await reaction.decide(.cancel(reason: reason), by: ExamDecider.self, onOneOfMany: stream)
        }
    }

    private func voidAttempts(of person: CivilServantID, _ reaction: PolicyReaction) async throws {
        let (tenant, at) = (reaction.event.tenant, reaction.event.happenedBy)
        for attempt in try await desk.view.openAttempts(of: person, tenant: tenant) {
            let stream = AssessmentStream.attempt(attempt, of: tenant)
            guard try await reaction.state(of: stream, by: AttemptDecider.self).phase == .open else { continue }
            try await reaction.decide(
                .void(.candidateLeft, at: at, hash: .sha256),
                by: AttemptDecider.self,
                onOneOfMany: stream,
                at: at
            )
        }
    }
}

import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import ProjectionRuntime

/// Runs ``WhenAttemptIsOver`` and ``WhenExamChanges``: what follows for attempts from their exams, and the other way round.
///
/// Both in one policy, since one runner takes their events one after another: an attempt that is marked by a key that is
/// being repaired either sees the repair in the exam, or is marked before the repair's turn comes and is re-marked then.
/// In two policies it could fall between. The same holds for an attempt that starts while its exam is cancelled, and for
/// one that is marked while results are released.
struct ExamPolicy: Policy {
    let name = "when-exam-or-attempt-changes"
    let sources = [AssessmentStream.context]
    let desk: AssessmentDesk
    let keys = OpenedKeys()

    private static let attemptTypes: Set<String> = [
        AttemptEvent.Name.attemptStarted.rawValue, AttemptEvent.Name.attemptSubmitted.rawValue,
        AttemptEvent.Name.attemptClosed.rawValue, AttemptEvent.Name.attemptMarked.rawValue,
        AttemptEvent.Name.resultDetermined.rawValue,
    ]

    /// Of an exam that nobody has begun yet.
    private static let scheduledType = ExamEvent.Name.examScheduled.rawValue

    private static let examTypes: Set<String> = [
        ExamEvent.Name.examCancelled.rawValue, ExamEvent.Name.examIncidentDeclared.rawValue,
        ExamEvent.Name.examKeyRepaired.rawValue, ExamEvent.Name.examResultsReleased.rawValue,
    ]

    func concerns(_ event: EventEnvelope) -> Bool {
        Self.attemptTypes.contains(event.type) || Self.examTypes.contains(event.type)
            || event.type == Self.scheduledType
    }

    /// An exam has as many attempts as there are candidates.
    func isWide(_ event: EventEnvelope) -> Bool { Self.examTypes.contains(event.type) }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        do {
            if let event = try ExamEvent(recorded: envelope) {
                if case .examScheduled(let fact) = event { return try await cancelIfGone(fact, reaction) }
                try await ExamConsequences(policy: self, envelope: envelope, reaction: reaction).follow(event)
            } else if let event = try AttemptEvent(recorded: envelope) {
                try await AttemptConsequences(policy: self, envelope: envelope, reaction: reaction).follow(event)
            }
        } catch VaultError.unavailable(let reason) {
            throw RetryLater(reason)
        }
    }

    /// An exam that was scheduled while its batch was cancelled was not among those that were cancelled with it.
    private func cancelIfGone(_ fact: ExamScheduled, _ reaction: PolicyReaction) async throws {
        let (stream, tenant) = (reaction.event.stream, reaction.event.tenant)
        guard let batch = fact.batch, let reason = try await desk.gone.cancellation(of: batch, tenant: tenant),
            try await reaction.state(of: stream, by: ExamDecider.self).phase == .scheduled
        else { return }
        try await reaction.decide(.cancel(reason: reason), by: ExamDecider.self, on: stream)
    }

    /// The keys of questions as they are in force; the store and the vault are asked for what is not known yet.
    func key(of question: QuestionID, revision: Int, tenant: TenantID) async throws -> AnswerKey? {
        try await open(try await desk.revision(revision, of: question, tenant).key, tenant: tenant)
    }

    func open(_ sealed: SealedField, tenant: TenantID) async throws -> AnswerKey? {
        try await keys.open(sealed, tenant: tenant, by: desk.vault)
    }

    func text(_ sealed: SealedField, tenant: TenantID) async throws -> OpenedText {
        let opened = try await desk.vault.open([(field: SealedName.answerText, value: sealed)], tenant: tenant)
        return opened[0].map { .text($0) } ?? .erased
    }
}

/// When something happens as the service's clock and the store's tell it; neither is ahead of what is known.
extension EventEnvelope {
    var happenedBy: Timestamp { max(occurredAt, recordedAt) }
}

import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ProjectionRuntime

/// Runs ``WhenParticipantResultIsKnown``: a completion enters the ledger once, a completion taken back leaves it.
struct ResultPolicy: Policy {
    let name = "when-participant-result-is-known"
    let sources = [EnrolmentStream.context]
    let tenants: TenantProfiles

    private static let types: Set<String> = [
        BatchEvent.Name.participantCompleted.rawValue, BatchEvent.Name.participantDidNotComplete.rawValue,
    ]

    func concerns(_ event: EventEnvelope) -> Bool { Self.types.contains(event.type) }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        guard let event = try BatchEvent(recorded: envelope),
            let person = WhenParticipantResultIsKnown.civilServant(concernedBy: event)
        else { return }
        let tenant = envelope.tenant
        let registered = try await reaction.state(
            of: EnrolmentStream.civilServant(person, of: tenant),
            by: CivilServantDecider.self
        )
        guard let employment = registered.employment else { throw CivilServantRejection.notRegistered }
        let stream = EnrolmentStream.learningHours(of: person, of: tenant)
        let ledger = try await reaction.state(of: stream, by: LearningHoursDecider.self)
        let batch = BatchID(envelope.stream.id)
        let entry = ledger.entries[WhenParticipantResultIsKnown.entry(of: batch)]
        let profile = tenants.profile(of: tenant)
        let answer = WhenParticipantResultIsKnown.reaction(
            to: event,
            of: batch,
            employment: employment,
            hasEntry: entry.map { !$0.isCancelled } ?? false,
            today: profile.zone.date(of: envelope.occurredAt),
            cards: profile.ratesInForce
        )
        guard let answer else { return }
        try await reaction.decide(answer.command, by: LearningHoursDecider.self, on: stream)
    }
}

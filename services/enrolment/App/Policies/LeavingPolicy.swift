import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ProjectionRuntime

/// When a civil servant leaves the service, seats and places in batches that go on become free for others.
///
/// They become free when we hear of it: an offer made in the past would have run out before anybody saw it.
struct LeavingPolicy: Policy {
    let name = "when-civil-servant-leaves"
    let sources = [EnrolmentStream.context]
    let view: EnrolmentViewQueries
    /// Where every lane ends now.
    let heads: @Sendable () async throws -> [Lane: Int64]

    func concerns(_ event: EventEnvelope) -> Bool {
        event.type == CivilServantEvent.Name.civilServantLeft.rawValue
    }

    func react(to envelope: EventEnvelope, with reaction: PolicyReaction) async throws {
        guard case .civilServantLeft(let fact) = try CivilServantEvent(recorded: envelope) else { return }
        try await waitForView()
        let person = CivilServantID(envelope.stream.id)
        let batches = try await view.openBatches(of: person, tenant: envelope.tenant)
        for (index, batch) in batches.enumerated() {
            let stream = EnrolmentStream.batch(batch, of: envelope.tenant)
            let state = try await reaction.state(of: stream, by: BatchDecider.self)
            // What was over before the person left stays the person's.
            guard state.phase == .scheduled, state.participants[person]?.outcome == nil, let times = state.times,
                times.sessions.contains(where: { times.zone.date(of: $0.endsAt) > fact.leftOn })
            else { continue }
            try await reaction.decide(
                .withdraw(person, .leftService, note: nil, at: envelope.recordedAt),
                by: BatchDecider.self,
                on: stream,
                index: index,
                at: envelope.recordedAt
            )
        }
    }

    /// The view has to know of every seat that was taken before.
    private func waitForView() async throws {
        for (lane, sequence) in try await heads() where sequence > 0 {
            let token = ReadToken(source: EnrolmentStream.context, lane: lane, sequence: sequence)
            guard try await view.checkpoints.waitUntil(reached: token, within: .seconds(5)) else {
                throw RetryLater("the enrolment view is behind")
            }
        }
    }
}

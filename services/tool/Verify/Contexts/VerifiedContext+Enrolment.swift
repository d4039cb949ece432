import EnrolmentEvents
import EventSourcing
import PostgresClient

extension VerifiedContext {
    static let enrolment = Self(
        service: .enrolment,
        readModels: [
            VerifiedReadModel(
                name: "enrolment-view",
                projection: "enrolment-view.v1",
                service: .enrolment,
                schema: "enrolment_view",
                sources: [ServiceEntry.enrolment.name],
                fold: EnrolmentViewFold.self
            )
        ],
        policies: [
            VerifiedPolicy(
                name: "when-participant-result-is-known",
                source: ServiceEntry.enrolment.name,
                causes: [
                    .init(type: BatchEvent.Name.participantCompleted.rawValue, trace: ledgerEntry),
                    .init(type: BatchEvent.Name.participantDidNotComplete.rawValue),
                ]
            ),
            VerifiedPolicy(
                name: "when-civil-servant-leaves",
                source: ServiceEntry.enrolment.name,
                causes: [.init(type: CivilServantEvent.Name.civilServantLeft.rawValue)]
            ),
        ],
        policySchema: "enrolment_policies",
        erasures: Erasures(projection: "erased-keys.v1", type: "enrolment.personal-data-erased"),
        read: { try EnrolmentEvent(recorded: $0).map { .enrolment($0) } }
    )

    /// The person's ledger got an entry for the batch at some time.
    @Sendable private static func ledgerEntry(_ event: EventEnvelope, _ schema: String) throws -> PostgresQuery? {
        guard case .batch(.participantCompleted(let fact)) = try EnrolmentEvent(recorded: event) else { return nil }
        return """
            SELECT 1 FROM \(raw: schema).events WHERE stream_id = \(fact.civilServant.uuid)
                AND category = 'learning-hours' AND tenant = \(event.tenant.name)
                AND type LIKE 'enrolment.learning-hours-recorded.%'
                AND payload::json ->> 'entry' = \(event.stream.id.lowercased) LIMIT 1
            """
    }
}

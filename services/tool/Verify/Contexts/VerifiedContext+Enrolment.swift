import AssessmentEvents
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import Foundation
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
                    .init(type: BatchEvent.Name.participantCompleted.rawValue, missing: ledgerEntry),
                    .init(type: BatchEvent.Name.participantDidNotComplete.rawValue),
                ]
            ),
            VerifiedPolicy(
                name: "when-civil-servant-leaves",
                source: ServiceEntry.enrolment.name,
                causes: [.init(type: CivilServantEvent.Name.civilServantLeft.rawValue)]
            ),
            VerifiedPolicy(
                name: "when-exam-result-is-known",
                source: ServiceEntry.assessment.name,
                causes: [
                    .init(type: AttemptEvent.Name.resultReleased.rawValue, missing: notedResult),
                    .init(type: AttemptEvent.Name.resultCorrected.rawValue, missing: notedResult),
                    .init(type: AttemptEvent.Name.externalResultRecorded.rawValue, missing: notedResult),
                ]
            ),
        ],
        policySchema: "enrolment_policies",
        people: People(
            registered: "enrolment.civil-servant-hired",
            erased: "enrolment.personal-data-erased",
            keyKeeper: "erased-keys.v1"
        ),
        claims: [
            VerifiedClaim(
                kind: "nip",
                taken: ["enrolment.civil-servant-hired"],
                released: ["enrolment.personal-data-erased"]
            )
        ],
        states: [VerifiedState(of: BatchDecider.self)].compactMap(\.self),
        read: { try EnrolmentEvent(recorded: $0).map { .enrolment($0) } }
    )

    /// The person's ledger got an entry for the batch at some time.
    @Sendable private static func ledgerEntry(_ events: [EventEnvelope], _ schema: String) throws -> PostgresQuery {
        let people = try events.map { event -> UUID? in
            guard case .batch(.participantCompleted(let fact)) = try EnrolmentEvent(recorded: event) else { return nil }
            return fact.civilServant.uuid
        }
        return """
            SELECT c.event, 'an entry of the ledger'
            FROM unnest(\(events.map(\.id)), \(events.map(\.tenant.name)), \(events.map(\.stream.id)), \(people))
                c (event, tenant, batch, person)
            WHERE NOT EXISTS (SELECT FROM \(raw: schema).events e WHERE e.stream_id = c.person
                AND e.category = 'learning-hours' AND e.tenant = c.tenant
                AND e.type LIKE 'enrolment.learning-hours-recorded.%'
                AND (e.payload::json ->> 'entry')::uuid = c.batch)
            """
    }

    /// The batch of whoever had a seat in it noted the result, or a newer one of the attempt.
    ///
    /// A seat that was taken about then, by another database's clock, may have come after the result.
    @Sendable private static func notedResult(_ events: [EventEnvelope], _ schema: String) throws -> PostgresQuery {
        let results = try events.map { try ExamResultPlace($0) }
        return """
            SELECT c.event, 'a noted result' FROM unnest(\(events.map(\.id)), \(events.map(\.tenant.name)),
                \(events.map(\.stream.id)), \(events.map(\.version)), \(results.map(\.batch)),
                \(results.map(\.person)),
                \(events.map { PostgresMicroseconds(sinceUnixEpoch: $0.recordedAt.microseconds) })
            ) c (event, tenant, attempt, version, batch, person, recorded_at)
            WHERE EXISTS (SELECT FROM \(raw: schema).events e WHERE e.stream_id = c.batch AND e.category = 'batch'
                AND e.tenant = c.tenant AND e.recorded_at < c.recorded_at - interval '10 seconds'
                AND (e.type LIKE 'enrolment.participant-enrolled.%' OR e.type LIKE 'enrolment.seat-accepted.%')
                AND (e.payload::json ->> 'civilServant')::uuid = c.person)
            AND NOT EXISTS (SELECT FROM \(raw: schema).events e WHERE e.stream_id = c.batch AND e.category = 'batch'
                AND e.tenant = c.tenant
                AND (e.type LIKE 'enrolment.batch-cancelled.%' OR e.type LIKE 'enrolment.participant-withdrew.%'
                    AND (e.payload::json ->> 'civilServant')::uuid = c.person
                    OR e.type LIKE 'enrolment.exam-result-noted.%'
                    AND (e.payload::json ->> 'attempt')::uuid = c.attempt
                    AND (e.payload::json ->> 'revision')::bigint >= c.version))
            """
    }
}

/// Whom a result of an exam concerns, and in which batch; none for an exam that belongs to no batch.
private struct ExamResultPlace {
    var batch: UUID?
    var person: UUID?

    init(_ event: EventEnvelope) throws {
        guard case .attempt(let event) = try AssessmentEvent(recorded: event) else { return }
        if case .resultReleased(let fact) = event { (batch, person) = (fact.batch?.uuid, fact.civilServant.uuid) }
        if case .resultCorrected(let fact) = event { (batch, person) = (fact.batch?.uuid, fact.civilServant.uuid) }
        if case .externalResultRecorded(let fact) = event {
            (batch, person) = (fact.batch?.uuid, fact.civilServant.uuid)
        }
    }
}

import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// What this context has to know of enrolment: who has a seat in which batch, and who serves.
///
/// Folded from enrolment's topic into this service's own database: a command is decided without asking another service.
struct SeatsProjection: ReadModel, FoldingProjection {
    static let schema = "assessment_seats"

    let name = "assessment-seats.v1"
    let sources = [EnrolmentStream.context]
    private let schema: String

    init(schema: String = Self.schema) { self.schema = schema }

    func writes(of events: [EventEnvelope]) throws -> [PostgresQuery] {
        var changes = SeatChanges()
        for recorded in try events.decode(EnrolmentEvent.self) { changes.fold(recorded.event, recorded.envelope) }
        return writes(of: changes)
    }

    static func migrations(schema: String) -> [Migration] {
        ProjectionMigrations.bookkeeping(schema: schema) + [
            Migration(
                name: "0001-seats",
                sql: String(decoding: PackageResources._001_seats_sql, as: UTF8.self),
                searchPath: schema
            )
        ]
    }

    private func writes(of changes: SeatChanges) -> [PostgresQuery] {
        let seats = changes.seats.sorted { $0.key < $1.key }
        let people = changes.people.sorted { $0.key < $1.key }
        var queries: [PostgresQuery] = []
        if !seats.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).seats (tenant, batch_id, civil_servant_id, is_held)
                select * from unnest(\(seats.map(\.key.batch.tenant.name)), \(seats.map(\.key.batch.id)),
                    \(seats.map(\.key.civilServant.uuid)), \(seats.map(\.value)))
                on conflict (tenant, batch_id, civil_servant_id) do update set is_held = excluded.is_held
                """
            )
        }
        if !people.isEmpty {
            queries.append(
                """
                insert into \(raw: schema).civil_servants (tenant, civil_servant_id, is_serving)
                select * from unnest(\(people.map(\.key.tenant.name)), \(people.map(\.key.id)), \(people.map(\.value)))
                on conflict (tenant, civil_servant_id) do update set is_serving = excluded.is_serving
                """
            )
        }
        return queries
    }
}

/// One person's seat in one batch.
struct SeatKey: Hashable, Comparable {
    let batch: RowKey
    let civilServant: CivilServantID

    static func < (left: SeatKey, right: SeatKey) -> Bool {
        (left.batch, left.civilServant) < (right.batch, right.civilServant)
    }
}

/// What a batch of enrolment's events means for seats and people.
struct SeatChanges {
    var seats: [SeatKey: Bool] = [:]
    var people: [RowKey: Bool] = [:]

    mutating func fold(_ event: EnrolmentEvent, _ envelope: EventEnvelope) {
        switch event {
        case .batch(let event): fold(event, of: RowKey(envelope))
        case .civilServant(let event): fold(event, of: RowKey(envelope))
        case .unit, .programme, .learningHours: break
        }
    }

    private mutating func fold(_ event: CivilServantEvent, of person: RowKey) {
        switch event {
        case .civilServantHired: people[person] = true
        case .civilServantLeft: people[person] = false
        case .civilServantMoved, .superiorChanged, .civilServantPromoted, .personalDataCorrected, .personalDataErased:
            break
        }
    }

    private mutating func fold(_ event: BatchEvent, of batch: RowKey) {
        switch event {
        case .participantEnrolled(let fact): set(true, fact.civilServant, batch)
        case .seatAccepted(let fact): set(true, fact.civilServant, batch)
        case .participantWithdrew(let fact): set(false, fact.civilServant, batch)
        case .batchScheduled, .batchRescheduled, .batchCapacityChanged, .batchCancelled, .batchClosed,
            .participantQueued, .seatOffered, .seatDeclined, .seatOfferExpired, .queueReordered, .attendanceRecorded,
            .practiceTaskAssessed, .examResultNoted, .participantCompleted, .participantDidNotComplete:
            break
        }
    }

    private mutating func set(_ isHeld: Bool, _ person: CivilServantID, _ batch: RowKey) {
        seats[SeatKey(batch: batch, civilServant: person)] = isHeld
    }
}

import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import Foundation

/// What the enrolment service's own view has to say, by the verifier's own understanding of the events.
struct EnrolmentViewFold: ReadModelFold {
    static let tables = [
        TableShape(
            name: "units",
            owner: "unit_id",
            values: [.closed("name"), .closed("code"), .open("kind"), .open("parent_id"), .open("closed_on")]
        ),
        TableShape(
            name: "civil_servants",
            owner: "civil_servant_id",
            values: [
                .open("unit_id"), .open("superior_id"), .open("employment_kind"), .closed("started_on"),
                .open("is_serving"),
            ]
        ),
        TableShape(
            name: "programmes",
            owner: "programme_id",
            values: [
                .open("revision"), .open("code"), .closed("title"), .open("form"), .open("competence_group"),
                .open("learning_hours"), .closed("topics"), .open("current_until"), .open("retired_on"),
            ]
        ),
        TableShape(
            name: "batches",
            owner: "batch_id",
            values: [
                .open("programme_id"), .closed("title"), .open("form"), .open("learning_hours"), .open("time_zone"),
                .open("capacity"), .time("registration_opens_at"), .time("registration_closes_at"), .time("starts_at"),
                .time("ends_at"), .open("status"),
            ]
        ),
        TableShape(
            name: "sessions",
            owner: "batch_id",
            key: [.open("session_id")],
            values: [.time("starts_at"), .time("ends_at")]
        ),
        TableShape(
            name: "participations",
            owner: "batch_id",
            key: [.open("civil_servant_id")],
            values: [.open("status")]
        ),
        TableShape(
            name: "timers",
            owner: "batch_id",
            key: [.open("civil_servant_id")],
            values: [.time("offered_until"), .time("due_at")]
        ),
    ]

    /// Streams of one id can be several tenants', though ids are random.
    private var tenants: [TenantID: Streams] = [:]

    init() {}

    mutating func fold(_ event: ContextEvent, _ envelope: EventEnvelope) {
        switch event {
        case .enrolment(let event): tenants[envelope.tenant, default: Streams()].fold(event)
        case .assessment: break
        }
    }

    func rows() -> [ExpectedRow] { tenants.flatMap { $0.value.rows(of: $0.key.name) } }

    /// What comes from one tenant's streams of one id.
    struct Streams: Sendable {
        var unit: Unit?
        var person: Person?
        var programme: Programme?
        var batch: Batch?
        var seats: [CivilServantID: String] = [:]
        var offers: [CivilServantID: Offer] = [:]
    }

    struct Unit: Sendable {
        let established: UnitEstablished
        var name: String
        var parent: UnitID?
        var closedOn: String?
    }

    struct Person: Sendable {
        let hired: CivilServantHired
        var unit: UnitID
        var superior: CivilServantID?
        var isServing = true
    }

    /// Its row's values are made when it is published or revised.
    struct Programme: Sendable {
        var content: [String?]
        var retiredOn: String?
    }

    struct Batch: Sendable {
        let scheduled: BatchScheduled
        var sessions: [BatchSession]
        var zone: IndonesianTimeZone
        var opensAt: Timestamp
        var closesAt: Timestamp
        var capacity: Int
        var status = "scheduled"
    }

    struct Offer: Sendable {
        let until: Timestamp
        var dueAt: Timestamp
    }
}

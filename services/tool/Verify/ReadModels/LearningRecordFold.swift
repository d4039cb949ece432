import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import Foundation

/// What the learning record has to say, by the verifier's own understanding of the events.
struct LearningRecordFold: ReadModelFold {
    static let tables = enrolmentTables + examTables

    private static let enrolmentTables = [
        TableShape(name: "units", owner: "unit_id", values: [.closed("name"), .open("closed_on")]),
        TableShape(
            name: "civil_servants",
            owner: "civil_servant_id",
            values: [
                .closed("number"), .closed("name"), .open("employment_kind"), .closed("rank"), .open("unit_id"),
                .closed("post_title"), .closed("post_level"), .open("superior_id"), .closed("started_on"),
                .closed("left_on"), .time("erased_at"),
            ]
        ),
        TableShape(
            name: "batches",
            owner: "batch_id",
            values: [
                .open("programme_id"), .closed("title"), .open("form"), .open("learning_hours"), .time("starts_at"),
                .time("ends_at"), .open("status"),
            ]
        ),
        TableShape(
            name: "participations",
            owner: "batch_id",
            key: [.open("civil_servant_id")],
            values: [
                .open("status"), .time("changed_at"), .time("enrolled_at"), .time("ended_at"), .open("learning_hours"),
            ]
        ),
        TableShape(
            name: "hours_entries",
            owner: "civil_servant_id",
            key: [.open("entry_id")],
            values: [
                .open("source"), .open("batch_id"), .open("form"), .open("started_on"), .open("ended_on"),
                .open("awarded"), .open("counted"), .open("status"), .list("limits"), .open("rate_card"),
                .closed("title"),
            ]
        ),
        TableShape(
            name: "timeline",
            owner: "stream_id",
            key: [.open("category"), .open("version"), .open("civil_servant_id")],
            values: [.time("occurred_at"), .open("event_id"), .open("type"), .closed("payload")]
        ),
    ]

    /// Streams of one id can be several tenants', though ids are random.
    private var tenants: [TenantID: Streams] = [:]

    init() {}

    mutating func fold(_ event: ContextEvent, _ envelope: EventEnvelope) {
        switch event {
        case .enrolment(let event): tenants[envelope.tenant, default: Streams()].fold(event, envelope)
        case .assessment(let event): tenants[envelope.tenant, default: Streams()].fold(event, envelope)
        }
    }

    func rows() -> [ExpectedRow] { tenants.flatMap { $0.value.rows(of: $0.key.name) } }

    /// What comes from one tenant's streams of one id.
    struct Streams: Sendable {
        var unit: Unit?
        var person: Person?
        var batch: Batch?
        var seats: [CivilServantID: Seat] = [:]
        var hours: [EntryID: Hours] = [:]
        var exam: Exam?
        var attempt: Attempt?
        var objection: Objection?
        var timeline: [ExpectedRow] = []
    }

    struct Unit: Sendable {
        var name = ""
        var closedOn: String?
    }

    struct Person: Sendable {
        let hired: CivilServantHired
        var number: String?
        var name: String?
        var rank: String
        var unit: UnitID
        var postTitle: String
        var postLevel: String
        var superior: CivilServantID?
        var leftOn: String?
        var erasedAt: Timestamp?
    }

    struct Batch: Sendable {
        let scheduled: BatchScheduled
        var startsAt: Timestamp
        var endsAt: Timestamp
        var status = "scheduled"
    }

    struct Seat: Sendable {
        var status: String
        var changedAt: Timestamp
        var enrolledAt: Timestamp?
        var endedAt: Timestamp?
        var learningHours: Int?
    }

    struct Hours: Sendable {
        let recorded: LearningHoursRecorded
        var status = "recorded"
        var counted: Int
        var limits: [HoursLimit]
        var rateCard: String
    }
}

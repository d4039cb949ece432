import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

/// What the assessment service has to know of enrolment, by the verifier's own understanding of enrolment's events.
struct AssessmentSeatsFold: ReadModelFold {
    static let tables = [
        TableShape(
            name: "seats",
            owner: "batch_id",
            key: [.open("civil_servant_id")],
            values: [.open("is_held")]
        ),
        TableShape(name: "civil_servants", owner: "civil_servant_id", values: [.open("is_serving")]),
    ]

    /// Streams of one id can be several tenants', though ids are random.
    private var tenants: [TenantID: Streams] = [:]

    init() {}

    /// What comes from one tenant's streams of one id.
    fileprivate struct Streams: Sendable {
        /// Who has a seat now, or had one.
        var seats: [CivilServantID: Bool] = [:]
        var isServing: Bool?
    }

    mutating func fold(_ event: ContextEvent, _ envelope: EventEnvelope) {
        guard case .enrolment(let event) = event else { return }
        switch event {
        case .batch(let event): tenants[envelope.tenant, default: Streams()].fold(event)
        case .civilServant(let event): tenants[envelope.tenant, default: Streams()].fold(event)
        case .unit, .programme, .learningHours: break
        }
    }

    func rows() -> [ExpectedRow] {
        tenants.flatMap { tenant, streams in
            let seats = streams.seats.map { person, isHeld in
                ExpectedRow(table: "seats", key: [tenant.name, person.description], values: [String(isHeld)])
            }
            guard let isServing = streams.isServing else { return seats }
            return seats + [ExpectedRow(table: "civil_servants", key: [tenant.name], values: [String(isServing)])]
        }
    }
}

extension AssessmentSeatsFold.Streams {
    fileprivate mutating func fold(_ event: CivilServantEvent) {
        switch event {
        case .civilServantHired: isServing = true
        case .civilServantLeft: isServing = false
        case .civilServantMoved, .civilServantPromoted, .superiorChanged, .personalDataCorrected, .personalDataErased:
            break
        }
    }

    fileprivate mutating func fold(_ event: BatchEvent) {
        switch event {
        case .participantEnrolled(let fact): seats[fact.civilServant] = true
        case .seatAccepted(let fact): seats[fact.civilServant] = true
        case .participantWithdrew(let fact): seats[fact.civilServant] = false
        case .batchScheduled, .batchRescheduled, .batchCapacityChanged, .batchCancelled, .batchClosed,
            .participantQueued, .seatOffered, .seatDeclined, .seatOfferExpired, .queueReordered, .attendanceRecorded,
            .practiceTaskAssessed, .examResultNoted, .participantCompleted, .participantDidNotComplete:
            break
        }
    }
}

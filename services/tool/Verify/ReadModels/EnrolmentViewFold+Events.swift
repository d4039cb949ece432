import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension EnrolmentViewFold.Streams {
    mutating func fold(_ event: EnrolmentEvent) {
        switch event {
        case .unit(let event): fold(event)
        case .civilServant(let event): fold(event)
        case .programme(let event): fold(event)
        case .batch(let event): fold(event)
        case .learningHours: break
        }
    }

    private mutating func fold(_ event: UnitEvent) {
        switch event {
        case .unitEstablished(let fact):
            unit = EnrolmentViewFold.Unit(established: fact, name: fact.name, parent: fact.parentUnit)
        case .unitRenamed(let fact): unit?.name = fact.name
        case .unitMoved(let fact): unit?.parent = fact.parentUnit
        case .unitClosed(let fact): unit?.closedOn = fact.closedOn.description
        }
    }

    private mutating func fold(_ event: CivilServantEvent) {
        switch event {
        case .civilServantHired(let fact):
            person = EnrolmentViewFold.Person(hired: fact, unit: fact.unit, superior: fact.superior)
        case .civilServantMoved(let fact):
            person?.unit = fact.unit
            person?.superior = fact.superior
        case .superiorChanged(let fact): person?.superior = fact.superior
        case .civilServantLeft: person?.isServing = false
        case .civilServantPromoted, .personalDataCorrected, .personalDataErased: break
        }
    }

    private mutating func fold(_ event: ProgrammeEvent) {
        switch event {
        case .programmePublished(let fact):
            programme = EnrolmentViewFold.Programme(
                content: [
                    String(fact.revision), fact.code, fact.title, fact.form.rawValue, fact.competenceGroup.rawValue,
                    String(fact.learningHours), fact.topics.joined(separator: "\n"), fact.currentUntil?.description,
                ]
            )
        case .programmeRevised(let fact):
            programme = EnrolmentViewFold.Programme(
                content: [
                    String(fact.revision), fact.code, fact.title, fact.form.rawValue, fact.competenceGroup.rawValue,
                    String(fact.learningHours), fact.topics.joined(separator: "\n"), fact.currentUntil?.description,
                ]
            )
        case .programmeRetired(let fact): programme?.retiredOn = fact.retiredOn.description
        }
    }

    private mutating func fold(_ event: BatchEvent) {
        switch event {
        case .batchScheduled(let fact):
            batch = EnrolmentViewFold.Batch(
                scheduled: fact,
                sessions: fact.sessions,
                zone: fact.timeZone,
                opensAt: fact.registrationOpensAt,
                closesAt: fact.registrationClosesAt,
                capacity: fact.capacity
            )
        case .batchRescheduled(let fact): reschedule(fact)
        case .batchCapacityChanged(let fact): batch?.capacity = fact.capacity
        case .batchCancelled: end("cancelled")
        case .batchClosed: end("closed")
        case .participantEnrolled(let fact): seat(fact.civilServant, "seated")
        case .participantQueued(let fact): seat(fact.civilServant, "waiting")
        case .seatOffered(let fact):
            seat(fact.civilServant, "offered")
            offers[fact.civilServant] = EnrolmentViewFold.Offer(until: fact.expiresAt, dueAt: fact.expiresAt)
        case .seatAccepted(let fact): seat(fact.civilServant, "seated")
        case .seatDeclined(let fact): seat(fact.civilServant, "declined")
        case .seatOfferExpired(let fact): seat(fact.civilServant, "lapsed")
        case .participantWithdrew(let fact): seat(fact.civilServant, "withdrawn")
        case .participantCompleted(let fact): seat(fact.civilServant, "completed")
        case .participantDidNotComplete(let fact): seat(fact.civilServant, "not-completed")
        case .queueReordered, .attendanceRecorded, .practiceTaskAssessed, .examResultNoted: break
        }
    }

    /// A later place ends an offer.
    private mutating func seat(_ person: CivilServantID, _ status: String) {
        seats[person] = status
        offers[person] = nil
    }

    /// An offer falls due with the cut-off at the latest.
    private mutating func reschedule(_ fact: BatchRescheduled) {
        batch?.sessions = fact.sessions
        batch?.zone = fact.timeZone
        batch?.opensAt = fact.registrationOpensAt
        batch?.closesAt = fact.registrationClosesAt
        for (person, offer) in offers { offers[person]?.dueAt = min(offer.until, fact.registrationClosesAt) }
    }

    private mutating func end(_ status: String) {
        batch?.status = status
        offers = [:]
    }
}

import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import Foundation

extension LearningRecordFold.Streams {
    mutating func fold(_ event: EnrolmentEvent, _ envelope: EventEnvelope) {
        switch event {
        case .unit(let event): fold(event)
        case .civilServant(let event): fold(event, envelope)
        case .programme: break
        case .batch(let event): fold(event, envelope)
        case .learningHours(let event): fold(event, envelope)
        }
    }

    private mutating func fold(_ event: UnitEvent) {
        switch event {
        case .unitEstablished(let fact): unit = LearningRecordFold.Unit(name: fact.name, closedOn: unit?.closedOn)
        case .unitRenamed(let fact): unit?.name = fact.name
        case .unitMoved: break
        case .unitClosed(let fact): unit?.closedOn = fact.closedOn.description
        }
    }

    private mutating func fold(_ event: CivilServantEvent, _ envelope: EventEnvelope) {
        tell(envelope, of: CivilServantID(envelope.stream.id))
        switch event {
        case .civilServantHired(let fact):
            person = LearningRecordFold.Person(
                hired: fact,
                number: fact.number.text,
                name: fact.name.text,
                rank: fact.rank.description,
                unit: fact.unit,
                postTitle: fact.postTitle,
                postLevel: fact.postLevel.rawValue,
                superior: fact.superior
            )
        case .civilServantMoved(let fact):
            person?.unit = fact.unit
            person?.postTitle = fact.postTitle
            person?.postLevel = fact.postLevel.rawValue
            person?.superior = fact.superior
        case .civilServantPromoted(let fact):
            person?.rank = fact.rank.description
            person?.postTitle = fact.postTitle
            person?.postLevel = fact.postLevel.rawValue
        case .superiorChanged(let fact): person?.superior = fact.superior
        case .personalDataCorrected(let fact):
            if let number = fact.number { person?.number = number.text }
            if let name = fact.name { person?.name = name.text }
        case .civilServantLeft(let fact): person?.leftOn = fact.leftOn.description
        case .personalDataErased:
            person?.number = nil
            person?.name = nil
            person?.erasedAt = envelope.occurredAt
        }
    }

    private mutating func fold(_ event: BatchEvent, _ envelope: EventEnvelope) {
        let time = envelope.occurredAt
        switch event {
        case .batchScheduled(let fact):
            batch = LearningRecordFold.Batch(
                scheduled: fact,
                startsAt: fact.sessions.map(\.startsAt).min() ?? fact.registrationOpensAt,
                endsAt: fact.sessions.map(\.endsAt).max() ?? fact.registrationClosesAt
            )
        case .batchRescheduled(let fact):
            if let start = fact.sessions.map(\.startsAt).min() { batch?.startsAt = start }
            if let end = fact.sessions.map(\.endsAt).max() { batch?.endsAt = end }
        case .batchCapacityChanged: break
        case .batchCancelled: batch?.status = "cancelled"
        case .batchClosed: batch?.status = "closed"
        case .participantQueued(let fact): seat(fact.civilServant, "queued", time, envelope)
        case .seatOffered(let fact): seat(fact.civilServant, "offered", time, envelope)
        case .participantEnrolled(let fact): seat(fact.civilServant, "enrolled", time, envelope)
        case .seatAccepted(let fact): seat(fact.civilServant, "enrolled", time, envelope)
        case .seatDeclined(let fact): end(fact.civilServant, "declined", time, envelope)
        case .seatOfferExpired(let fact): end(fact.civilServant, "expired", time, envelope)
        case .participantWithdrew(let fact): end(fact.civilServant, "withdrawn", time, envelope)
        case .queueReordered(let fact): tell(envelope, of: fact.civilServant)
        case .attendanceRecorded(let fact): tell(envelope, of: fact.civilServant)
        case .practiceTaskAssessed(let fact): tell(envelope, of: fact.civilServant)
        case .examResultNoted(let fact): tell(envelope, of: fact.civilServant)
        case .participantCompleted(let fact):
            end(fact.civilServant, "completed", time, envelope)
            seats[fact.civilServant]?.learningHours = fact.learningHours
        case .participantDidNotComplete(let fact): end(fact.civilServant, "not-completed", time, envelope)
        }
    }

    /// On the way: in the queue, with an offer, with a seat.
    private mutating func seat(_ person: CivilServantID, _ status: String, _ time: Timestamp, _ event: EventEnvelope) {
        var seat = LearningRecordFold.Seat(status: status, changedAt: time, enrolledAt: seats[person]?.enrolledAt)
        if status == "enrolled" { seat.enrolledAt = time }
        seats[person] = seat
        tell(event, of: person)
    }

    /// No longer on the way.
    private mutating func end(_ person: CivilServantID, _ status: String, _ time: Timestamp, _ event: EventEnvelope) {
        seat(person, status, time, event)
        seats[person]?.endedAt = time
    }

    private mutating func fold(_ event: LearningHoursEvent, _ envelope: EventEnvelope) {
        tell(envelope, of: CivilServantID(envelope.stream.id))
        switch event {
        case .learningHoursRecorded(let fact):
            hours[fact.entry] = LearningRecordFold.Hours(
                recorded: fact,
                counted: fact.counted,
                limits: fact.limits,
                rateCard: fact.rateCard
            )
        case .learningHoursVerified(let fact): hours[fact.entry]?.status = "verified"
        case .learningHoursCancelled(let fact): hours[fact.entry]?.status = "cancelled"
        case .learningHoursRecounted(let fact):
            hours[fact.entry]?.counted = fact.counted
            hours[fact.entry]?.limits = fact.limits
            hours[fact.entry]?.rateCard = fact.rateCard
        }
    }

    /// A line of the person's timeline.
    mutating func tell(_ envelope: EventEnvelope, of person: CivilServantID) {
        timeline.append(
            ExpectedRow(
                table: "timeline",
                key: [
                    envelope.tenant.name, envelope.stream.category, String(envelope.version), person.description,
                ],
                values: [
                    envelope.occurredAt.text, envelope.id.lowercased, envelope.type,
                    String(decoding: envelope.payload, as: UTF8.self),
                ]
            )
        )
    }
}

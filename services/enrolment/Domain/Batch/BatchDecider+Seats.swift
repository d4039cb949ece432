import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension BatchDecider {
    static func settled(_ desk: SeatDesk) -> SeatDesk {
        var desk = desk
        desk.settle()
        return desk
    }

    static func enrol(_ applicant: Applicant, desk: SeatDesk, at now: Timestamp, given batch: Batch)
        throws(BatchRejection) -> [BatchEvent]
    {
        var desk = settled(desk)
        guard desk.standing(of: applicant.civilServant) == nil else { return desk.events }
        let times = desk.times
        guard now >= times.opensAt else { throw .registrationNotOpen(times.local(times.opensAt)) }
        guard !desk.isPastCutOff else { throw .registrationClosed(times.local(times.closesAt)) }
        try batch.rules?.check(applicant, against: times)
        desk.admit(applicant)
        return desk.events
    }

    static func accept(_ person: CivilServantID, desk: SeatDesk, given batch: Batch)
        throws(BatchRejection) -> [BatchEvent]
    {
        let openOffer = desk.seating.offers[person]
        var desk = settled(desk)
        switch desk.standing(of: person) {
        case .seat: return desk.events
        case .place: throw .noOffer
        case .offer:
            desk.record(.seatAccepted(SeatAccepted(civilServant: person)))
            return desk.events
        case nil:
            guard let openOffer else { throw batch.participants[person] == nil ? .notParticipant : .noOffer }
            throw .offerExpired(desk.times.local(min(openOffer, desk.times.closesAt)))
        }
    }

    static func decline(_ person: CivilServantID, note: SealedField?, desk: SeatDesk, given batch: Batch)
        throws(BatchRejection) -> [BatchEvent]
    {
        var desk = settled(desk)
        switch desk.standing(of: person) {
        case .seat, .place: throw .noOffer
        case .offer:
            desk.record(.seatDeclined(SeatDeclined(civilServant: person, note: note)))
            desk.offerFreeSeats()
            return desk.events
        case nil:
            // Declined before, or the offer has just run out: either way the person holds no offer any more.
            guard batch.participants[person] != nil else { throw .notParticipant }
            return desk.events
        }
    }

    static func withdraw(
        _ person: CivilServantID,
        _ reason: WithdrawalReason,
        note: SealedField?,
        desk: SeatDesk,
        given batch: Batch
    ) throws(BatchRejection) -> [BatchEvent] {
        var desk = settled(desk)
        guard let participant = batch.participants[person] else { throw .notParticipant }
        guard let held = desk.standing(of: person) else { return desk.events }
        guard participant.outcome == nil else { throw .resultStands }
        desk.record(
            .participantWithdrew(
                ParticipantWithdrew(civilServant: person, held: held, reason: reason, note: note)
            )
        )
        desk.offerFreeSeats()
        return desk.events
    }

    static func reorder(
        _ person: CivilServantID,
        to place: Int,
        _ reason: ReorderReason,
        note: SealedField?,
        desk: SeatDesk
    ) throws(BatchRejection) -> [BatchEvent] {
        var desk = settled(desk)
        guard !desk.isPastCutOff else { throw .registrationClosed(desk.times.local(desk.times.closesAt)) }
        guard desk.standing(of: person) == .place, let present = desk.seating.queue.place(of: person) else {
            throw .notWaiting
        }
        guard (1...desk.seating.queue.count).contains(place) else {
            throw .placeOutOfRange(queue: desk.seating.queue.count)
        }
        guard place != present else { return desk.events }
        desk.record(
            .queueReordered(
                QueueReordered(
                    civilServant: person,
                    fromPosition: present,
                    toPosition: place,
                    reason: reason,
                    note: note
                )
            )
        )
        return desk.events
    }
}

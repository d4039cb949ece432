import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import ProjectionRuntime

/// Where somebody stands in a batch, as of the last event.
enum ParticipationStatus: String, Codable, Sendable {
    case seated, waiting, offered, declined, lapsed, withdrawn, completed
    case notCompleted = "not-completed"
}

/// One person in one batch.
struct ParticipationKey: Hashable, Comparable {
    let batch: RowKey
    let civilServant: CivilServantID

    static func < (left: ParticipationKey, right: ParticipationKey) -> Bool {
        (left.batch, left.civilServant) < (right.batch, right.civilServant)
    }
}

/// What a batch of events means for the tables of batches, participations and timers.
struct BatchViewChanges {
    var scheduled: [RowKey: BatchScheduled] = [:]
    var rescheduled: [RowKey: BatchRescheduled] = [:]
    var capacities: [RowKey: Int] = [:]
    var ended: [RowKey: String] = [:]
    var participations: [ParticipationKey: ParticipationStatus] = [:]
    /// Until when a seat is offered; nil inside when the offer is over.
    var offers: [ParticipationKey: Timestamp?] = [:]

    mutating func fold(_ event: BatchEvent, _ envelope: EventEnvelope) {
        let batch = RowKey(envelope)
        switch event {
        case .batchScheduled(let fact): scheduled[batch] = fact
        case .batchRescheduled(let fact): rescheduled[batch] = fact
        case .batchCapacityChanged(let fact): capacities[batch] = fact.capacity
        case .batchCancelled: ended[batch] = "cancelled"
        case .batchClosed: ended[batch] = "closed"
        case .participantEnrolled(let fact): set(.seated, fact.civilServant, batch)
        case .participantQueued(let fact): set(.waiting, fact.civilServant, batch)
        case .seatOffered(let fact): set(.offered, fact.civilServant, batch, offeredUntil: fact.expiresAt)
        case .seatAccepted(let fact): set(.seated, fact.civilServant, batch)
        case .seatDeclined(let fact): set(.declined, fact.civilServant, batch)
        case .seatOfferExpired(let fact): set(.lapsed, fact.civilServant, batch)
        case .participantWithdrew(let fact): set(.withdrawn, fact.civilServant, batch)
        case .participantCompleted(let fact): set(.completed, fact.civilServant, batch)
        case .participantDidNotComplete(let fact): set(.notCompleted, fact.civilServant, batch)
        // Asked of the batch's own stream.
        case .queueReordered, .attendanceRecorded, .practiceTaskAssessed, .examResultNoted: break
        }
    }

    private mutating func set(
        _ status: ParticipationStatus,
        _ person: CivilServantID,
        _ batch: RowKey,
        offeredUntil: Timestamp? = nil
    ) {
        let key = ParticipationKey(batch: batch, civilServant: person)
        participations[key] = status
        offers[key] = .some(offeredUntil)
    }
}

extension BatchViewChanges {
    /// The sessions that hold now, of every batch whose sessions changed.
    var sessions: [(batch: RowKey, session: BatchSession)] {
        let newest = scheduled.mapValues(\.sessions).merging(rescheduled.mapValues(\.sessions)) { $1 }
        return newest.sorted { $0.key < $1.key }.flatMap { batch, sessions in
            sessions.sorted { $0.session < $1.session }.map { (batch, $0) }
        }
    }
}

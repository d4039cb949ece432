package import CivilServiceKernel
import EnrolmentEvents
package import EventSourcing

/// Who has a seat, who is offered one, who waits.
package struct Seating: Sendable, Equatable, Codable {
    package private(set) var capacity = 0
    package private(set) var confirmed = 0
    /// Until when each open offer may be accepted.
    package private(set) var offers: [CivilServantID: Timestamp] = [:]
    package private(set) var queue = WaitingLine()

    package init() {}

    /// Seats that nobody else can get: confirmed and offered.
    package var held: Int { confirmed + offers.count }
    package var free: Int { max(0, capacity - held) }

    mutating func apply(_ event: BatchEvent) {
        switch event {
        case .batchScheduled(let fact): capacity = fact.capacity
        case .batchCapacityChanged(let fact): capacity = fact.capacity
        case .participantEnrolled: confirmed += 1
        case .participantQueued(let fact):
            queue.insert(
                Waiting(civilServant: fact.civilServant, learningHours: fact.learningHoursThisYear),
                at: fact.position
            )
        case .seatOffered(let fact):
            _ = queue.remove(fact.civilServant)
            offers[fact.civilServant] = fact.expiresAt
        case .seatAccepted(let fact):
            offers[fact.civilServant] = nil
            confirmed += 1
        case .seatDeclined(let fact): offers[fact.civilServant] = nil
        case .seatOfferExpired(let fact): offers[fact.civilServant] = nil
        case .participantWithdrew(let fact): giveBack(fact)
        case .queueReordered(let fact):
            guard var moved = queue.remove(fact.civilServant) else { return }
            moved.isPlaced = true
            queue.insert(moved, at: fact.toPosition)
        case .batchRescheduled, .batchCancelled, .batchClosed, .attendanceRecorded, .practiceTaskAssessed,
            .examResultNoted, .participantCompleted, .participantDidNotComplete:
            return
        }
    }

    private mutating func giveBack(_ fact: ParticipantWithdrew) {
        switch fact.held {
        case .seat: confirmed -= 1
        case .offer: offers[fact.civilServant] = nil
        case .place: _ = queue.remove(fact.civilServant)
        }
    }
}

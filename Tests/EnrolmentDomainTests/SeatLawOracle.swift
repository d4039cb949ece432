import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing

/// The four laws of seats and queue, recomputed from the events alone: shares no code with the decider.
struct SeatLawOracle {
    enum Violation: Hashable {
        /// Law 1.
        case oversold
        /// Law 2.
        case seatLeftFree
        /// Law 3.
        case passedOver
        case unfairPlace
        /// Law 4.
        case promotedAfterCutOff
        /// The history tells something that cannot be.
        case impossible
    }

    private struct Person {
        let id: CivilServantID
        let hours: Int
        var isPlaced = false
    }

    private(set) var violations: Set<Violation> = []
    private var capacity = 0
    private var cutOff = Timestamp(microseconds: .min)
    private var isFair = true
    private var isOpen = false
    private var seats: Set<CivilServantID> = []
    private var offers: [CivilServantID: Timestamp] = [:]
    private var queue: [Person] = []

    /// What one accepted command recorded, together.
    mutating func observe(_ events: [BatchEvent], at now: Timestamp) {
        for event in events {
            observe(event, at: now)
            if seats.count + offers.count > capacity { violations.insert(.oversold) }
        }
        guard isOpen else { return }
        if now < cutOff && !queue.isEmpty && seats.count + offers.count < capacity { violations.insert(.seatLeftFree) }
        if offers.values.contains(where: { min($0, cutOff) <= now }) { violations.insert(.seatLeftFree) }
    }

    private mutating func observe(_ event: BatchEvent, at now: Timestamp) {
        switch event {
        case .batchScheduled(let fact):
            (capacity, cutOff, isFair, isOpen) = (
                fact.capacity, fact.registrationClosesAt, fact.fairSelection, true
            )
        case .batchRescheduled(let fact): cutOff = fact.registrationClosesAt
        case .batchCapacityChanged(let fact): capacity = fact.capacity
        case .batchCancelled, .batchClosed: isOpen = false
        case .participantEnrolled(let fact):
            if now >= cutOff { violations.insert(.promotedAfterCutOff) }
            if !queue.isEmpty { violations.insert(.passedOver) }
            check(seats.insert(fact.civilServant).inserted)
        case .participantQueued(let fact): join(fact, at: now)
        case .seatOffered(let fact):
            if now >= cutOff || fact.expiresAt > cutOff { violations.insert(.promotedAfterCutOff) }
            if queue.first?.id != fact.civilServant { violations.insert(.passedOver) }
            check(queue.contains { $0.id == fact.civilServant })
            queue.removeAll { $0.id == fact.civilServant }
            offers[fact.civilServant] = fact.expiresAt
        case .seatAccepted(let fact):
            if now >= cutOff { violations.insert(.promotedAfterCutOff) }
            let end = offers.removeValue(forKey: fact.civilServant)
            check(end.map { now < $0 } ?? false)
            seats.insert(fact.civilServant)
        case .seatDeclined(let fact): check(offers.removeValue(forKey: fact.civilServant) != nil)
        case .seatOfferExpired(let fact):
            let end = offers.removeValue(forKey: fact.civilServant)
            check(end.map { min($0, cutOff) <= now } ?? false)
        case .participantWithdrew(let fact): giveBack(fact)
        case .queueReordered(let fact): reorder(fact)
        case .attendanceRecorded, .practiceTaskAssessed, .examResultNoted, .participantCompleted,
            .participantDidNotComplete:
            break
        }
    }

    private mutating func join(_ fact: ParticipantQueued, at now: Timestamp) {
        if now >= cutOff { violations.insert(.promotedAfterCutOff) }
        check(!queue.contains { $0.id == fact.civilServant } && fact.queueLength == queue.count + 1)
        let index = fact.position - 1
        guard queue.indices.contains(index) || index == queue.count else {
            violations.insert(.impossible)
            return
        }
        let before = queue[..<index]
        let behind = queue[index...]
        if isFair {
            let isPassingJustly = behind.allSatisfy { $0.hours > fact.learningHoursThisYear && !$0.isPlaced }
            let isBehindJustly = before.last.map { $0.hours <= fact.learningHoursThisYear || $0.isPlaced } ?? true
            if !isPassingJustly || !isBehindJustly { violations.insert(.unfairPlace) }
        } else if !behind.isEmpty {
            violations.insert(.unfairPlace)
        }
        queue.insert(Person(id: fact.civilServant, hours: fact.learningHoursThisYear), at: index)
    }

    private mutating func giveBack(_ fact: ParticipantWithdrew) {
        switch fact.held {
        case .seat: check(seats.remove(fact.civilServant) != nil)
        case .offer: check(offers.removeValue(forKey: fact.civilServant) != nil)
        case .place:
            check(queue.contains { $0.id == fact.civilServant })
            queue.removeAll { $0.id == fact.civilServant }
        }
    }

    private mutating func reorder(_ fact: QueueReordered) {
        guard let index = queue.firstIndex(where: { $0.id == fact.civilServant }), index == fact.fromPosition - 1,
            (1...queue.count).contains(fact.toPosition)
        else {
            violations.insert(.impossible)
            return
        }
        var person = queue.remove(at: index)
        person.isPlaced = true
        queue.insert(person, at: fact.toPosition - 1)
    }

    private mutating func check(_ isPossible: Bool) {
        if !isPossible { violations.insert(.impossible) }
    }
}

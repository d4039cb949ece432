import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

/// One command's work on the seats of a batch: what it has recorded so far, and the seats as they then are.
///
/// Every seat command first settles what time has brought about, so that the four laws hold after each of them: never
/// more seats held than there are; no seat free while somebody waits before the cut-off; no new order without a recorded
/// reason; no seat given after the cut-off.
struct SeatDesk {
    private let batch: Batch
    private let rules: BatchScheduled
    private(set) var times: BatchTimes
    private let now: Timestamp
    private(set) var seating: Seating
    private(set) var events: [BatchEvent] = []

    init(_ batch: Batch, rules: BatchScheduled, times: BatchTimes, at now: Timestamp) {
        self.batch = batch
        self.rules = rules
        self.times = times
        self.now = now
        seating = batch.seating
    }

    var isPastCutOff: Bool { now >= times.closesAt }

    var queueRule: QueueRule { rules.fairSelection ? .fewestLearningHoursFirst : .firstComeFirstServed }

    mutating func record(_ event: BatchEvent) {
        events.append(event)
        seating.apply(event)
    }

    /// From here on the new times hold.
    mutating func reschedule(to new: BatchTimes, reason: String) {
        record(
            .batchRescheduled(
                BatchRescheduled(
                    sessions: new.sessions,
                    timeZone: new.zone,
                    registrationOpensAt: new.opensAt,
                    registrationClosesAt: new.closesAt,
                    reason: reason
                )
            )
        )
        times = new
    }

    /// Ends offers that ran out, then offers what is free.
    mutating func settle() {
        let lapsed = seating.offers
            .filter { min($0.value, times.closesAt) <= now }
            .map { (person: $0.key, end: min($0.value, times.closesAt)) }
            .sorted { ($0.end, $0.person) < ($1.end, $1.person) }
        for (person, end) in lapsed {
            record(.seatOfferExpired(SeatOfferExpired(civilServant: person, expiredAt: end)))
        }
        offerFreeSeats()
    }

    /// Offers every free seat to those who wait longest in the order of the queue, unless the cut-off is past.
    mutating func offerFreeSeats() {
        guard !isPastCutOff else { return }
        let end = min(now.advanced(by: .seconds(rules.offerTimeLimitMinutes * 60)), times.closesAt)
        while seating.free > 0, let next = seating.queue.first {
            record(.seatOffered(SeatOffered(civilServant: next.civilServant, expiresAt: end)))
        }
    }

    /// Gives a seat when one is free and nobody waits, else a place in the queue.
    mutating func admit(_ applicant: Applicant) {
        let person = applicant.civilServant
        let hours = applicant.learningHoursThisYear
        guard seating.free == 0 || !seating.queue.isEmpty else {
            record(.participantEnrolled(ParticipantEnrolled(civilServant: person, learningHoursThisYear: hours)))
            return
        }
        let place = seating.queue.placeForNewcomer(learningHours: hours, rule: queueRule)
        record(
            .participantQueued(
                ParticipantQueued(
                    civilServant: person,
                    position: place,
                    queueLength: seating.queue.count + 1,
                    rule: queueRule,
                    learningHoursThisYear: hours
                )
            )
        )
    }

    /// What the person holds now; nil for somebody who holds nothing (any more).
    func standing(of person: CivilServantID) -> Standing? {
        switch batch.participants[person]?.status {
        case .seated: .seat
        case .offered: seating.offers[person] == nil ? nil : .offer
        case .waiting: seating.offers[person] == nil ? .place : .offer
        case .declined, .lapsed, .withdrawn, nil: nil
        }
    }
}

import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventSourcingTesting
import Testing

struct BatchSeatsTests {
    @Test func `gives a free seat directly when nobody waits`() {
        BatchScenario.given(scheduled()).when(.enrol(applicant(ani, hours: 7), at: .t(1))).then(enrolled(ani, hours: 7))
    }

    @Test func `enrolling twice changes nothing`() {
        BatchScenario.given(scheduled(), enrolled(ani)).when(.enrol(applicant(ani), at: .t(2))).thenNothing()
    }

    @Test func `queues when every seat is taken, fewest learning hours first`() {
        let full = BatchScenario.given(scheduled(), enrolled(ani), queued(budi, at: 1, of: 1, hours: 9))
        full.when(.enrol(applicant(citra, hours: 3), at: .t(3))).then(queued(citra, at: 1, of: 2, hours: 3))
        full.when(.enrol(applicant(citra, hours: 9), at: .t(3))).then(queued(citra, at: 2, of: 2, hours: 9))
    }

    @Test func `queues by arrival when the fair rule is off`() {
        let rule = scheduled { $0.fairSelection = false }
        let first = BatchEvent.participantQueued(
            ParticipantQueued(
                civilServant: budi,
                position: 1,
                queueLength: 1,
                rule: .firstComeFirstServed,
                learningHoursThisYear: 9
            )
        )
        let second = BatchEvent.participantQueued(
            ParticipantQueued(
                civilServant: citra,
                position: 2,
                queueLength: 2,
                rule: .firstComeFirstServed,
                learningHoursThisYear: 0
            )
        )
        BatchScenario.given(rule, enrolled(ani), first).when(.enrol(applicant(citra), at: .t(3))).then(second)
    }

    @Test func `does not let a newcomer pass somebody who was placed for a recorded reason`() {
        let placed = BatchEvent.queueReordered(
            QueueReordered(civilServant: citra, fromPosition: 2, toPosition: 1, reason: .urgentDuty)
        )
        BatchScenario.given(
            scheduled(),
            enrolled(ani),
            queued(budi, at: 1, of: 1, hours: 4),
            queued(citra, at: 2, of: 2, hours: 30),
            placed
        ).when(.enrol(applicant(dewi, hours: 1), at: .t(3))).then(queued(dewi, at: 2, of: 3, hours: 1))
    }

    @Test func `refuses before registration opens and from the cut-off on`() {
        let batch = BatchScenario.given(scheduled { $0.times = times(opensAt: .t(2)) })
        batch.when(.enrol(applicant(ani), at: .t(1))).thenRejected(.registrationNotOpen(batchTimes.local(.t(2))))
        batch.when(.enrol(applicant(ani), at: .t(100))).thenRejected(.registrationClosed(batchTimes.local(.t(100))))
    }

    @Test func `offers the seat of somebody who withdraws to the first in the queue, for a limited time`() {
        BatchScenario.given(scheduled(), enrolled(ani), queued(budi, at: 1, of: 1))
            .when(.withdraw(ani, .duty, note: nil, at: .t(10)))
            .then(withdrew(ani, from: .seat), offered(budi, until: .t(34)))
    }

    @Test func `an offer never outlives the cut-off`() {
        BatchScenario.given(scheduled(), enrolled(ani), queued(budi, at: 1, of: 1))
            .when(.withdraw(ani, .duty, note: nil, at: .t(90)))
            .then(withdrew(ani, from: .seat), offered(budi, until: .t(100)))
    }

    @Test func `promotes nobody from the cut-off on`() {
        BatchScenario.given(scheduled(), enrolled(ani), queued(budi, at: 1, of: 1))
            .when(.withdraw(ani, .duty, note: nil, at: .t(100)))
            .then(withdrew(ani, from: .seat))
    }

    @Test func `withdrawing twice changes nothing, and a stranger cannot withdraw`() {
        let batch = BatchScenario.given(scheduled(), enrolled(ani), withdrew(ani, from: .seat))
        batch.when(.withdraw(ani, .other, note: nil, at: .t(10))).thenNothing()
        batch.when(.withdraw(budi, .other, note: nil, at: .t(10))).thenRejected(.notParticipant)
    }

    @Test func `may be withdrawn and enrolled again, at the end of the queue of equals`() {
        BatchScenario.given(
            scheduled(),
            enrolled(ani),
            queued(budi, at: 1, of: 1),
            queued(citra, at: 2, of: 2),
            withdrew(budi, from: .place)
        ).when(.enrol(applicant(budi), at: .t(5))).then(queued(budi, at: 2, of: 2))
    }
}

struct BatchOfferTests {
    let history = [scheduled(), enrolled(ani), queued(budi, at: 1, of: 1), queued(citra, at: 2, of: 2)]
    var batch: BatchScenario { .given(history + [withdrew(ani, from: .seat), offered(budi, until: .t(34))]) }

    @Test func `an offer is accepted in time, once`() {
        batch.when(.accept(budi, at: .t(33))).then(accepted(budi))
        BatchScenario.given(history + [withdrew(ani, from: .seat), offered(budi, until: .t(34)), accepted(budi)])
            .when(.accept(budi, at: .t(90))).thenNothing()
    }

    @Test func `an offer that ran out cannot be accepted`() {
        batch.when(.accept(budi, at: .t(34))).thenRejected(.offerExpired(batchTimes.local(.t(34))))
    }

    @Test func `only the one who was offered a seat accepts it`() {
        batch.when(.accept(citra, at: .t(33))).thenRejected(.noOffer)
        batch.when(.accept(dewi, at: .t(33))).thenRejected(.notParticipant)
    }

    @Test func `a declined offer goes to the next`() {
        batch.when(.decline(budi, note: nil, at: .t(20)))
            .then(.seatDeclined(SeatDeclined(civilServant: budi)), offered(citra, until: .t(44)))
        batch.when(.decline(citra, note: nil, at: .t(20))).thenRejected(.noOffer)
    }

    @Test func `an offer that ran out goes to the next, whoever asks for whatever`() {
        let next = [expired(budi, at: .t(34)), offered(citra, until: .t(64))]
        batch.when(.settle(at: .t(40))).then(next)
        batch.when(.enrol(applicant(dewi), at: .t(40))).then(next + [queued(dewi, at: 1, of: 1)])
        batch.when(.settle(at: .t(33))).thenNothing()
    }

    @Test func `somebody whose offer ran out may queue again`() {
        batch.when(.enrol(applicant(budi), at: .t(40)))
            .then(expired(budi, at: .t(34)), offered(citra, until: .t(64)), queued(budi, at: 1, of: 1))
    }

    @Test func `a cut-off that is moved forward ends offers earlier`() {
        let earlier = BatchScenario.given(
            history + [withdrew(ani, from: .seat), offered(budi, until: .t(34)), rescheduled(closesAt: .t(30))]
        )
        earlier.when(.accept(budi, at: .t(31))).thenRejected(.offerExpired(batchTimes.local(.t(30))))
        earlier.when(.settle(at: .t(31))).then(expired(budi, at: .t(30)))
    }
}

struct BatchCapacityTests {
    @Test func `more seats are offered to those who wait`() {
        BatchScenario.given(scheduled(), enrolled(ani), queued(budi, at: 1, of: 1))
            .when(.changeCapacity(3, reason: reason, at: .t(10)))
            .then(capacity(3), offered(budi, until: .t(34)))
    }

    @Test func `fewer seats than are held are refused`() {
        let batch = BatchScenario.given(scheduled(capacity: 3), enrolled(ani), enrolled(budi))
        batch.when(.changeCapacity(1, reason: reason, at: .t(10))).thenRejected(.capacityBelowSeatsHeld(2))
        batch.when(.changeCapacity(2, reason: reason, at: .t(10))).then(capacity(2))
        batch.when(.changeCapacity(3, reason: reason, at: .t(10))).thenNothing()
        batch.when(.changeCapacity(100_001, reason: reason, at: .t(10))).thenRejected(.capacityOutOfRange)
    }

    @Test func `the queue is reordered only with a reason that is recorded`() {
        let batch = BatchScenario.given(
            scheduled(),
            enrolled(ani),
            queued(budi, at: 1, of: 1),
            queued(citra, at: 2, of: 2)
        )
        batch.when(.reorder(citra, to: 1, .objectionUpheld, note: nil, at: .t(5))).then(
            .queueReordered(
                QueueReordered(civilServant: citra, fromPosition: 2, toPosition: 1, reason: .objectionUpheld)
            )
        )
        batch.when(.reorder(citra, to: 2, .correction, note: nil, at: .t(5))).thenNothing()
        batch.when(.reorder(citra, to: 3, .correction, note: nil, at: .t(5))).thenRejected(.placeOutOfRange(queue: 2))
        batch.when(.reorder(ani, to: 1, .correction, note: nil, at: .t(5))).thenRejected(.notWaiting)
        batch.when(.reorder(citra, to: 1, .correction, note: nil, at: .t(100)))
            .thenRejected(.registrationClosed(batchTimes.local(.t(100))))
    }

    @Test func `everybody sees the own place in the queue`() {
        let state = BatchDecider.fold([
            scheduled(), enrolled(ani), queued(budi, at: 1, of: 1, hours: 5), queued(citra, at: 1, of: 2, hours: 2),
        ])
        #expect(state.placeInQueue(of: citra)?.place == 1)
        #expect(state.placeInQueue(of: budi)?.place == 2)
        #expect(state.placeInQueue(of: budi)?.of == 2)
        #expect(state.placeInQueue(of: ani) == nil)
    }

    private func capacity(_ seats: Int) -> BatchEvent {
        .batchCapacityChanged(BatchCapacityChanged(capacity: seats, reason: reason.text))
    }
}

func times(opensAt: Timestamp = batchTimes.opensAt, closesAt: Timestamp = batchTimes.closesAt) -> BatchTimes {
    BatchTimes(sessions: batchTimes.sessions, zone: batchTimes.zone, opensAt: opensAt, closesAt: closesAt)
}

func rescheduled(_ times: BatchTimes) -> BatchEvent {
    .batchRescheduled(
        BatchRescheduled(
            sessions: times.sessions,
            timeZone: times.zone,
            registrationOpensAt: times.opensAt,
            registrationClosesAt: times.closesAt,
            reason: reason.text
        )
    )
}

func rescheduled(closesAt: Timestamp) -> BatchEvent { rescheduled(times(closesAt: closesAt)) }

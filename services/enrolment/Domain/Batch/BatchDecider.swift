package import EnrolmentEvents
package import EventSourcing

/// The rules of a batch: scheduling, seats and queue, attendance, completion.
package enum BatchDecider: Decider {
    package static let category = EnrolmentStream.batch.category
    package static let initialState = Batch()
    /// A batch may have thousands of participants and many more events.
    package static var snapshot: SnapshotCodec<Batch>? { .json(schema: 2) }

    package static func decide(_ command: BatchCommand, given batch: Batch) throws(BatchRejection) -> [BatchEvent] {
        switch command {
        case .schedule(let request): try schedule(request, given: batch)
        case .reschedule(let times, let reason, let now):
            try reschedule(to: times, reason: reason, desk: desk(of: batch, at: now), given: batch, at: now)
        case .changeCapacity(let capacity, let reason, let now):
            try changeCapacity(to: capacity, reason: reason, desk: desk(of: batch, at: now), given: batch)
        case .cancel(let reason): try cancel(reason: reason, given: batch)
        case .enrol(let applicant, let now): try enrol(applicant, desk: desk(of: batch, at: now), at: now, given: batch)
        case .accept(let person, let now): try accept(person, desk: desk(of: batch, at: now), given: batch)
        case .decline(let person, let note, let now):
            try decline(person, note: note, desk: desk(of: batch, at: now), given: batch)
        case .withdraw(let person, let reason, let note, let now):
            try withdraw(person, reason, note: note, desk: desk(of: batch, at: now), given: batch)
        case .reorder(let person, let place, let reason, let note, let now):
            try reorder(person, to: place, reason, note: note, desk: desk(of: batch, at: now))
        case .settle(let now): try settled(desk(of: batch, at: now)).events
        case .checkIn(let person, let session, let now): try checkIn(person, session, at: now, given: batch)
        case .recordAttendance(let session, let entries, let method, let now):
            try recordAttendance(session, entries, method, at: now, given: batch)
        case .assessPracticeTask(let request): try assessPracticeTask(request, given: batch)
        case .noteExamResult(let request): noteExamResult(request, given: batch)
        case .evaluate(let person, let now): try evaluate(person, at: now, given: batch)
        case .close(let now): try close(at: now, given: batch)
        }
    }

    package static func evolve(_ batch: inout Batch, by event: BatchEvent) { batch.apply(event) }

    /// The rules of a batch that is neither cancelled nor closed.
    static func open(_ batch: Batch) throws(BatchRejection) -> (rules: BatchScheduled, times: BatchTimes) {
        switch batch.phase {
        case .unknown: throw .notScheduled
        case .cancelled: throw .cancelled
        case .closed: throw .closed
        case .scheduled:
            guard let rules = batch.rules, let times = batch.times else { throw .notScheduled }
            return (rules, times)
        }
    }

    static func desk(of batch: Batch, at now: Timestamp) throws(BatchRejection) -> SeatDesk {
        let (rules, times) = try open(batch)
        return SeatDesk(batch, rules: rules, times: times, at: now)
    }
}

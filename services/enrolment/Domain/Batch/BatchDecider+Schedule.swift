import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension BatchDecider {
    static func schedule(_ request: ScheduleBatch, given batch: Batch) throws(BatchRejection) -> [BatchEvent] {
        let fact = scheduled(request)
        guard batch.phase == .unknown else {
            guard batch.phase == .scheduled, batch.rules == fact else { throw .alreadyScheduled }
            return []
        }
        guard !request.programme.isRetired else { throw .programmeRetired }
        try request.times.check()
        guard (1...100_000).contains(request.capacity) else { throw .capacityOutOfRange }
        guard (0...request.capacity).contains(request.minimumParticipants) else { throw .minimumAboveCapacity }
        guard (1...30 * 24 * 60).contains(request.offerTimeLimitMinutes) else { throw .offerTimeLimitOutOfRange }
        guard (0...240).contains(request.lateAfterMinutes) else { throw .lateAfterOutOfRange }
        return [.batchScheduled(fact)]
    }

    static func reschedule(
        to times: BatchTimes,
        reason: Explanation,
        desk: SeatDesk,
        given batch: Batch,
        at now: Timestamp
    ) throws(BatchRejection) -> [BatchEvent] {
        var desk = desk
        guard times != desk.times else { return settled(desk).events }
        try times.check()
        // A cut-off that is past may stay as it is when only sessions move.
        guard times.closesAt == desk.times.closesAt || times.closesAt > now else {
            throw .registrationWouldClose(times.local(times.closesAt))
        }
        let kept = Set(times.sessions.map(\.session))
        for session in desk.times.sessions where !kept.contains(session.session) {
            guard !batch.hasAttendance(at: session.session) else { throw .sessionHasAttendance(session.session) }
        }
        desk.reschedule(to: times, reason: reason.text)
        return settled(desk).events
    }

    static func changeCapacity(to capacity: Int, reason: Explanation, desk: SeatDesk, given batch: Batch)
        throws(BatchRejection) -> [BatchEvent]
    {
        var desk = settled(desk)
        guard capacity != batch.seating.capacity else { return desk.events }
        guard (1...100_000).contains(capacity) else { throw .capacityOutOfRange }
        guard capacity >= desk.seating.held else { throw .capacityBelowSeatsHeld(desk.seating.held) }
        guard capacity >= batch.rules?.minimumParticipants ?? 0 else { throw .minimumAboveCapacity }
        desk.record(.batchCapacityChanged(BatchCapacityChanged(capacity: capacity, reason: reason.text)))
        desk.offerFreeSeats()
        return desk.events
    }

    static func cancel(reason: Explanation, given batch: Batch) throws(BatchRejection) -> [BatchEvent] {
        if batch.phase == .cancelled { return [] }
        _ = try open(batch)
        return [.batchCancelled(BatchCancelled(reason: reason.text))]
    }

    private static func scheduled(_ request: ScheduleBatch) -> BatchScheduled {
        BatchScheduled(
            programme: request.programme.programme,
            programmeRevision: request.programme.revision,
            title: request.title.text,
            form: request.programme.form,
            learningHours: request.programme.learningHours,
            minimumAttendancePercent: request.programme.minimumAttendancePercent,
            practiceTaskRequired: request.programme.practiceTaskRequired,
            examRequired: request.programme.examRequired ? true : nil,
            sessions: request.times.sessions,
            timeZone: request.times.zone,
            capacity: request.capacity,
            minimumParticipants: request.minimumParticipants,
            registrationOpensAt: request.times.opensAt,
            registrationClosesAt: request.times.closesAt,
            prerequisites: request.prerequisites,
            eligibleEmploymentKinds: request.eligibility.employmentKinds,
            eligibleRanks: request.eligibility.ranks,
            eligiblePostLevels: request.eligibility.postLevels,
            eligibleUnits: request.eligibility.units,
            offerTimeLimitMinutes: request.offerTimeLimitMinutes,
            fairSelection: request.fairSelection,
            lateAfterMinutes: request.lateAfterMinutes
        )
    }
}

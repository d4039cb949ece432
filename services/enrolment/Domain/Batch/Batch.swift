package import CivilServiceKernel
package import EnrolmentEvents

/// A batch as its own history tells it: its rules, its seats, its participants.
package struct Batch: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable { case unknown, scheduled, cancelled, closed }

    package private(set) var phase = Phase.unknown
    /// What was said when it was scheduled; times and capacity may have changed since.
    package private(set) var rules: BatchScheduled?
    package private(set) var times: BatchTimes?
    package private(set) var seating = Seating()
    package private(set) var participants: [CivilServantID: Participant] = [:]
    /// Every session that ever was, by its ordinal in the participants' attendance.
    private var ordinals: [SessionID: Int] = [:]

    package init() {}

    /// Place in the queue and the number of those who wait; nil when the person does not wait.
    package func placeInQueue(of civilServant: CivilServantID) -> (place: Int, of: Int)? {
        guard participants[civilServant]?.status == .waiting, let place = seating.queue.place(of: civilServant) else {
            return nil
        }
        return (place, seating.queue.count)
    }

    package func attendance(of civilServant: CivilServantID, at session: SessionID) -> AttendanceStatus? {
        guard let ordinal = ordinals[session] else { return nil }
        return participants[civilServant]?.attendance[ordinal]
    }

    mutating func apply(_ event: BatchEvent) {
        seating.apply(event)
        switch event {
        case .batchScheduled(let fact):
            phase = .scheduled
            rules = fact
            setTimes(BatchTimes(fact))
        case .batchRescheduled(let fact): setTimes(BatchTimes(fact))
        case .batchCapacityChanged, .queueReordered: break
        case .batchCancelled: phase = .cancelled
        case .batchClosed: phase = .closed
        case .participantEnrolled(let fact): participants[fact.civilServant] = Participant(status: .seated)
        case .participantQueued(let fact): participants[fact.civilServant] = Participant(status: .waiting)
        case .seatOffered(let fact): participants[fact.civilServant]?.status = .offered
        case .seatAccepted(let fact): participants[fact.civilServant]?.status = .seated
        case .seatDeclined(let fact): participants[fact.civilServant]?.status = .declined
        case .seatOfferExpired(let fact): participants[fact.civilServant]?.status = .lapsed
        case .participantWithdrew(let fact): participants[fact.civilServant]?.status = .withdrawn
        case .attendanceRecorded(let fact):
            guard let ordinal = ordinals[fact.session] else { return }
            participants[fact.civilServant]?.attendance[ordinal] = fact.status
        case .practiceTaskAssessed(let fact):
            participants[fact.civilServant]?.practiceTask = PracticeTask(
                assessor: fact.assessor,
                passed: fact.passed,
                score: fact.score
            )
        case .examResultNoted(let fact): participants[fact.civilServant]?.note(fact)
        case .participantCompleted(let fact): participants[fact.civilServant]?.outcome = .completed
        case .participantDidNotComplete(let fact):
            participants[fact.civilServant]?.outcome = .notCompleted(fact.reasons, fact.examShortfall)
        }
    }

    private mutating func setTimes(_ new: BatchTimes) {
        times = new
        for session in new.sessions where ordinals[session.session] == nil {
            ordinals[session.session] = ordinals.count
        }
    }

    /// Whether anybody's attendance at `session` is on record.
    func hasAttendance(at session: SessionID) -> Bool {
        guard let ordinal = ordinals[session] else { return false }
        return participants.values.contains { $0.attendance[ordinal] != nil }
    }
}

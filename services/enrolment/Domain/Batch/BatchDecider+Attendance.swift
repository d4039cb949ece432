import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension BatchDecider {
    /// Minutes before the start from which a room's code is taken.
    static let checkInOpensMinutesBefore = 60

    static func checkIn(_ person: CivilServantID, _ id: SessionID, at now: Timestamp, given batch: Batch)
        throws(BatchRejection) -> [BatchEvent]
    {
        let (rules, times) = try open(batch)
        guard let session = times.session(id) else { throw .unknownSession(id) }
        guard batch.participants[person]?.status == .seated else { throw .noSeat(person) }
        switch batch.attendance(of: person, at: id) {
        case .present, .late: return []
        case .excused, .absent, nil: break
        }
        guard now >= session.startsAt.advanced(by: .seconds(-60 * checkInOpensMinutesBefore)) else {
            throw .sessionNotStarted(times.local(session.startsAt))
        }
        guard now <= session.endsAt else { throw .sessionOver(times.local(session.endsAt)) }
        let isLate = now > session.startsAt.advanced(by: .seconds(60 * rules.lateAfterMinutes))
        return [
            .attendanceRecorded(
                AttendanceRecorded(
                    civilServant: person,
                    session: id,
                    status: isLate ? .late : .present,
                    method: .code,
                    arrivedAt: now
                )
            )
        ]
    }

    static func recordAttendance(
        _ id: SessionID,
        _ entries: [AttendanceEntry],
        _ method: AttendanceMethod,
        at now: Timestamp,
        given batch: Batch
    ) throws(BatchRejection) -> [BatchEvent] {
        let (_, times) = try open(batch)
        guard let session = times.session(id) else { throw .unknownSession(id) }
        var events: [BatchEvent] = []
        var seen: Set<CivilServantID> = []
        for entry in entries {
            let person = entry.civilServant
            guard seen.insert(person).inserted else { throw .listedTwice(person) }
            guard batch.participants[person]?.status == .seated else { throw .noSeat(person) }
            guard now >= session.startsAt || entry.status == .excused else {
                throw .sessionNotStarted(times.local(session.startsAt))
            }
            guard batch.attendance(of: person, at: id) != entry.status else { continue }
            events.append(
                .attendanceRecorded(
                    AttendanceRecorded(
                        civilServant: person,
                        session: id,
                        status: entry.status,
                        method: method,
                        arrivedAt: entry.arrivedAt,
                        note: entry.note
                    )
                )
            )
        }
        return events
    }

    static func assessPracticeTask(_ request: AssessPracticeTask, given batch: Batch)
        throws(BatchRejection) -> [BatchEvent]
    {
        let (rules, _) = try open(batch)
        guard rules.practiceTaskRequired else { throw .noPracticeTask }
        guard let participant = batch.participants[request.civilServant], participant.status == .seated else {
            throw .noSeat(request.civilServant)
        }
        guard request.assessor != request.civilServant else { throw .ownAssessor }
        guard (0...100).contains(request.score ?? 0) else { throw .scoreOutOfRange }
        let task = PracticeTask(assessor: request.assessor, passed: request.passed, score: request.score)
        guard participant.practiceTask != task else { return [] }
        return [
            .practiceTaskAssessed(
                PracticeTaskAssessed(
                    civilServant: request.civilServant,
                    assessor: request.assessor,
                    passed: request.passed,
                    score: request.score,
                    evidence: request.evidence
                )
            )
        ]
    }
}

package import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// The rules of an exam: schedule, extra time, incidents, repaired keys, release.
package enum ExamDecider: Decider {
    package static let category = AssessmentStream.exam.category
    package static let initialState = Exam()
    /// Name and version of the rule by which results are computed.
    package static let rule = "share-of-points.v1"
    static let incidentLimit = 200

    package static func decide(_ command: ExamCommand, given exam: Exam) throws(ExamRejection) -> [ExamEvent] {
        switch command {
        case .schedule(let request): return try schedule(request, given: exam)
        case .reschedule(let times, let reason): return try reschedule(to: times, reason: reason, given: exam)
        case .cancel(let reason):
            if exam.phase == .cancelled { return [] }
            _ = try running(exam)
            return [.examCancelled(ExamCancelled(reason: reason.text))]
        case .arrangeExtraTime(let person, let percent, let basis):
            _ = try online(exam)
            guard (0...200).contains(percent) else { throw .percentOutOfRange }
            if exam.extraPercent[person, default: 0] == percent { return [] }
            return [
                .extraTimeArranged(ExtraTimeArranged(civilServant: person, extraPercent: percent, basis: basis))
            ]
        case .declareIncident(let request, let now): return try declareIncident(request, at: now, given: exam)
        case .repairKey(let request): return try repairKey(request, given: exam)
        case .releaseResults(let now, let calendar):
            if exam.phase == .released { return [] }
            let rules = try running(exam)
            let closesAt = exam.times?.closesAt ?? rules.closesAt
            guard now >= closesAt else { throw .notReleasedBeforeClosing(LocalTime(closesAt, in: rules.timeZone)) }
            let due = calendar.dueDate(of: now, workingDays: rules.objectionWorkingDays)
            return [.examResultsReleased(ExamResultsReleased(releasedAt: now, objectionsUntil: due))]
        }
    }

    package static func evolve(_ exam: inout Exam, by event: ExamEvent) { exam.apply(event) }

    /// The rules of an exam that is neither cancelled nor released.
    static func running(_ exam: Exam) throws(ExamRejection) -> ExamScheduled {
        guard let rules = exam.rules else { throw .notScheduled }
        switch exam.phase {
        case .unknown: throw .notScheduled
        case .cancelled: throw .cancelled
        case .released: throw .released
        case .scheduled: return rules
        }
    }

    static func online(_ exam: Exam) throws(ExamRejection) -> ExamScheduled {
        let rules = try running(exam)
        guard rules.mode == .online else { throw .external }
        return rules
    }

    private static func reschedule(to times: ExamTimes, reason: Explanation, given exam: Exam)
        throws(ExamRejection) -> [ExamEvent]
    {
        _ = try running(exam)
        if exam.times == times { return [] }
        try times.check()
        return [
            .examRescheduled(
                ExamRescheduled(
                    opensAt: times.opensAt,
                    closesAt: times.closesAt,
                    durationMinutes: times.durationMinutes,
                    reason: reason.text
                )
            )
        ]
    }

    private static func declareIncident(_ request: DeclareIncident, at now: Timestamp, given exam: Exam)
        throws(ExamRejection) -> [ExamEvent]
    {
        guard exam.phase != .released else { throw .incidentAfterRelease }
        _ = try online(exam)
        if exam.incidents.contains(where: { $0.incident == request.incident }) { return [] }
        guard exam.incidents.count < incidentLimit else { throw .tooManyIncidents }
        guard request.from < request.until else { throw .incidentEndsBeforeItStarts }
        guard request.until <= now else { throw .incidentInFuture }
        guard request.until <= request.from.advanced(by: .seconds(86_400)) else { throw .incidentTooLong }
        return [
            .examIncidentDeclared(
                ExamIncidentDeclared(
                    incident: request.incident,
                    from: request.from,
                    until: request.until,
                    candidates: request.candidates,
                    reason: request.reason.text
                )
            )
        ]
    }
}

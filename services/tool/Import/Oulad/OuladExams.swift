import CivilServiceKernel
import EventSourcing

extension OuladRequests {
    /// An assessment as an exam of its batch that was sat elsewhere.
    ///
    /// It opens with the registration, since some handed in before the start, and closes on its day, or with the
    /// presentation where it has none.
    func exam(_ assessment: OuladAssessment, of course: OuladCourse, batch: String) throws -> ImportCall {
        let times = OuladTimes(course)
        let body = ExamBody(
            mode: "external",
            title:
                "\(assessment.type) \(assessment.id), modul \(course.key.module) angkatan \(course.key.presentation)",
            batch: batch,
            timeZone: times.timeZone,
            opensAt: times.opensAt,
            closesAt: times.due(assessment.due),
            durationMinutes: 1_440,
            passPercent: OuladScores.passPercent,
            occurredAt: times.scheduledAt
        )
        let request = try APIClient.Call(tenant, "exams", body, key: Self.key(ofAssessment: assessment.id))
        var call = ImportCall(kind: "exams", origin: assessment.origin, request: request)
        call.service = .assessment
        return call
    }

    static func key(ofAssessment id: Int) -> String { "oulad:assessment:\(id)" }

    /// A result as the release has it; one that was carried over from an earlier presentation says so.
    func result(_ score: OuladScore, hundredths: Int, of course: OuladCourse, exam: String, person: String) throws
        -> ImportCall
    {
        let submission = OuladTimes(course).submission(score.submitted)
        let body = ExternalResultBody(
            civilServant: person,
            scoreHundredths: hundredths,
            submittedOn: "\(submission.day)",
            source: score.isBanked ? "OULAD, dibawa dari angkatan terdahulu" : "OULAD",
            occurredAt: submission.at
        )
        let key = "oulad:result:\(score.assessment):\(score.student)"
        let request = try APIClient.Call(tenant, "exams/\(exam)/results", body, key: key)
        var call = ImportCall(kind: "results", origin: score.origin, request: request)
        call.service = .assessment
        call.after = Self.key(ofStudent: score.student)
        return call
    }
}

extension OuladTimes {
    /// When an assessment that was due on this day may no longer be handed in.
    func due(_ day: Int?) -> Timestamp { at(max(day ?? length, -Self.registrationDays), hour: 23) }

    /// The day on which something was handed in, also before the start, and the evening of that day.
    func submission(_ day: Int) -> (day: CalendarDate, at: Timestamp) { (date(day), at(day, hour: 20)) }
}

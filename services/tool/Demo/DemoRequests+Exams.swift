import CivilServiceKernel
import EventSourcing
import Foundation

// What the demonstration asks for around exams. Exams are sat now, so their times are the clock's; what went before them
// is counted from the demonstration's day as everything else.

extension DemoRequests {
    func examProgramme(_ programme: DemoPlace.Programme) throws -> ImportCall {
        try self.programme(programme, asksForExam: true)
    }

    /// Two days in the past three weeks.
    func examBatch(of programme: String, _ content: DemoPlace.Programme) throws -> ImportCall {
        let body = BatchBody(
            programme: programme,
            title: "\(content.title), angkatan 1",
            sessions: [-20, -19].map {
                BatchBody.Session(startsAt: time($0, hour: 8), endsAt: time($0, hour: 15), place: place.room)
            },
            timeZone: place.zone.rawValue,
            capacity: 12,
            registrationOpensAt: time(-50, hour: 8),
            registrationClosesAt: time(-21, hour: 16),
            occurredAt: time(-51, hour: 8)
        )
        return try call("batches", body, "batch:exam")
    }

    func examEnrolment(_ person: String, _ number: Int, in batch: String) throws -> ImportCall {
        let at = time(-40, hour: 9).advanced(by: .seconds(number * 60))
        let body = EnrolmentBody(civilServant: person, occurredAt: at)
        return try call("batches/\(batch)/enrolments", body, "enrol:exam:\(number)")
    }

    func examAttendance(_ entries: [AttendanceBody.Entry], session: String, _ number: Int, of batch: String) throws
        -> ImportCall
    {
        let body = AttendanceBody(entries: entries, occurredAt: time(-20 + number, hour: 16))
        return try call("batches/\(batch)/sessions/\(session)/attendance", body, "attendance:exam:\(number)")
    }

    func closeExamBatch(_ batch: String) throws -> ImportCall {
        try call("batches/\(batch)/close", PlainBody(), "close:exam")
    }

    /// The same table again changes nothing.
    func questions(_ bank: DemoBank) -> APIClient.Call {
        APIClient.Call(
            path: "/v1/\(place.tenant)/questions/import?format=csv",
            body: Data(bank.table.utf8),
            contentType: "text/csv",
            key: ""
        )
    }

    func questionList(_ bank: DemoBank) -> APIClient.Call {
        var parts = URLComponents()
        parts.path = "/v1/\(place.tenant)/questions"
        parts.queryItems = [URLQueryItem(name: "topic", value: bank.topic)]
        return APIClient.Call(method: "GET", path: parts.string ?? parts.path, key: "")
    }

    func question(_ id: String) -> APIClient.Call {
        APIClient.Call(method: "GET", path: "/v1/\(place.tenant)/questions/\(id)", key: "")
    }

    func result(of attempt: String) -> APIClient.Call {
        APIClient.Call(method: "GET", path: "/v1/\(place.tenant)/attempts/\(attempt)/result", key: "")
    }

    /// The exam that concludes the batch; three sit it while the demonstration is loaded.
    func exam(of bank: DemoBank, _ questions: [String: QuestionListAnswer.Question], batch: String) throws -> ImportCall
    {
        var body = ExamBody(
            title: "Ujian akhir \(bank.programme.title)",
            batch: batch,
            timeZone: place.zone.rawValue,
            opensAt: time(-1, hour: 0),
            closesAt: time(30, hour: 16),
            durationMinutes: 90,
            passPercent: 60
        )
        body.questions = Self.asked(bank.asked, questions)
        return try exam(body, "exam")
    }

    /// Open for a month to everybody of the government; without the question whose key is wrong.
    func openExam(of bank: DemoBank, _ questions: [String: QuestionListAnswer.Question]) throws -> ImportCall {
        var body = ExamBody(
            title: "Uji coba \(bank.topic)",
            timeZone: place.zone.rawValue,
            opensAt: time(-1, hour: 0),
            closesAt: time(30, hour: 16),
            durationMinutes: 90,
            passPercent: 60,
            attemptsAllowed: 3
        )
        body.questions = Self.asked(questions.keys.sorted().filter { $0 != bank.wrong.code }, questions)
        return try exam(body, "exam:open")
    }

    private static func asked(_ codes: [String], _ questions: [String: QuestionListAnswer.Question])
        -> [ExamBody.Question]
    {
        codes.compactMap { questions[$0] }.map { ExamBody.Question(question: $0.id, pointsHundredths: 1_000) }
    }

    private func exam(_ body: ExamBody, _ key: String) throws -> ImportCall { try examCall("exams", body, key) }

    /// Ends the exam an hour before the demonstration's day began, for all have handed in: then results may be released.
    func closeExam(_ exam: String) throws -> ImportCall {
        let body = ExamTimesBody(
            opensAt: time(-1, hour: 0),
            closesAt: time(-1, hour: 23),
            durationMinutes: 90,
            reason: "Semua peserta sudah mengumpulkan."
        )
        return try examCall("exams/\(exam)/reschedule", body, "exam:close")
    }

    func release(_ exam: String) throws -> ImportCall {
        try examCall("exams/\(exam)/release", PlainBody(), "exam:release")
    }

    func repair(
        _ repair: DemoBank.Repair,
        _ question: QuestionListAnswer.Question,
        _ options: [PaperQuestion.Option],
        in exam: String
    ) throws -> ImportCall {
        let credits = options.map {
            KeyRepairBody.Credit(option: $0.id, millionths: $0.text == repair.rightText ? 1_000_000 : 0)
        }
        let body = KeyRepairBody(
            question: question.id,
            revision: question.revision,
            key: KeyRepairBody.Key(credits: credits),
            reason: repair.reason
        )
        return try examCall("exams/\(exam)/repair-key", body, "exam:repair")
    }

    func examCall(_ path: String, _ body: some Encodable, _ key: String) throws -> ImportCall {
        var call = try call(path, body, key)
        call.service = .assessment
        return call
    }
}

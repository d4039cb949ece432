import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import HTTPServer
import PostgresClient
import ServiceTesting
import Testing

@testable import AssessmentService

@Suite(.serialized) struct ExamRoutesTests {
    // Accepted

    @Test func `an exam is scheduled from the bank, and shown with its pool to those who hold it`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.singleChoice, .shortText])
            let exam = try await hall.organiser().get(hall.path)
            #expect(exam.status == 200)
            #expect(exam.text.contains("\(try hall.question(.shortText))"))
            try await stage.waitForView()
            let list = try await hall.organiser().get("/v1/aceh/exams?status=scheduled")
            #expect(list.text.contains("\(hall.exam)"))
            let other = try await stage.caller(.examOrganiser, tenant: "tebo").get("/v1/tebo/exams")
            #expect(other.text == #"{"exams":[]}"#)
        }
    }

    @Test func `times, extra time, incidents and cancelling are recorded`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let organiser = try hall.organiser()
            let person = CivilServantID(UUID())
            let now = stage.clock.now
            let requests = [
                (
                    "reschedule",
                    #"{"opensAt":"\#(now)","closesAt":"\#(now.advanced(by: .seconds(7_200)))","durationMinutes":90,"reason":"listrik"}"#
                ),
                ("extra-time", #"{"civilServant":"\#(person)","percent":50}"#),
                (
                    "incidents",
                    #"{"from":"\#(now.advanced(by: .seconds(-600)))","until":"\#(now)","reason":"jaringan putus"}"#
                ),
                ("cancel", #"{"reason":"soal bocor"}"#),
            ]
            for (command, json) in requests {
                let answer = await organiser.post("\(hall.path)/\(command)", json: json)
                #expect(answer.status == 200, "\(command): \(answer.text)")
            }
            let history = try await stage.history(of: hall.examStream)
            #expect(
                history == [
                    "assessment.exam-scheduled.v1", "assessment.exam-rescheduled.v1",
                    "assessment.extra-time-arranged.v1", "assessment.exam-incident-declared.v1",
                    "assessment.exam-cancelled.v1",
                ]
            )
        }
    }

    @Test func `a result from elsewhere is recorded once, at its time`() async throws {
        try await withAssessmentStage { stage in
            let importer = try stage.caller(.recordsImporter)
            let json =
                #"{"mode":"external","title":"Ujian lama","timeZone":"Asia/Jakarta","#
                + #""opensAt":"2014-02-01T00:00:00Z","closesAt":"2014-02-02T00:00:00Z","durationMinutes":60,"#
                + #""passPercent":40,"occurredAt":"2014-01-01T00:00:00Z"}"#
            let exam = await importer.post("/v1/aceh/exams", json: json)
            #expect(exam.status == 201, "\(exam.text)")
            let path = try #require(exam.headers["Location"])
            let person = CivilServantID(UUID())
            let result =
                #"{"civilServant":"\#(person)","scoreHundredths":7800,"submittedOn":"2014-02-01","#
                + #""source":"Open University","occurredAt":"2014-02-01T12:00:00Z"}"#
            let first = await importer.post("\(path)/results", json: result, headers: ["Idempotency-Key": "oulad-1"])
            #expect(first.status == 201, "\(first.text)")
            let again = await importer.post("\(path)/results", json: result, headers: ["Idempotency-Key": "oulad-1"])
            #expect(again.status == 201 && again.headers["Bina-Unchanged"] == "true")
            let other = await importer.post("\(path)/results", json: result.replacing("7800", with: "3000"))
            #expect(other.status == 409)
            let attempt = try #require(first.headers["Location"])
            let own = try await stage.caller(.civilServant, subject: person).get("\(attempt)/result")
            #expect(own.status == 200 && own.text.contains(#""passed":true"#))
        }
    }

    // Refused

    @Test func `what breaks a rule is refused with the field or the rule, and changes nothing`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let organiser = try hall.organiser()
            let unknown = await organiser.post(
                "/v1/aceh/exams",
                json: stage.scheduleJSON([QuestionID(UUID())], batch: nil)
            )
            #expect(unknown.status == 422)
            #expect(try unknown.problem().errors?.first?.field == "/questions/0/question")
            let early = await organiser.post("\(hall.path)/release")
            #expect(try early.problem().slug == "exam-not-closed")
            let mine = try await stage.caller(.civilServant).post("\(hall.path)/cancel", json: #"{"reason":"x"}"#)
            #expect(mine.status == 403)
            let key =
                #"{"question":"\#(try hall.question(.singleChoice))","revision":1,"treatment":"new-key","#
                + #""key":{"credits":[{"option":"Z","millionths":1000000}]},"reason":"keliru"}"#
            let repair = await organiser.post("\(hall.path)/repair-key", json: key)
            #expect(repair.status == 422, "\(repair.text)")
            #expect(try await stage.history(of: hall.examStream).count == 1)
        }
    }

    // Already so

    @Test func `a command that is sent again answers the same and records nothing`() async throws {
        try await withAssessmentStage { stage in
            let question = try await stage.addQuestion(.trueFalse)
            let json = stage.scheduleJSON([question], batch: nil)
            let organiser = try stage.caller(.examOrganiser)
            let first = await organiser.post("/v1/aceh/exams", json: json, headers: ["Idempotency-Key": "k1"])
            let again = await organiser.post("/v1/aceh/exams", json: json, headers: ["Idempotency-Key": "k1"])
            #expect(first.status == 201 && again.status == 201)
            #expect(first.headers["Location"] == again.headers["Location"])
            #expect(again.headers["Bina-Unchanged"] == "true")
        }
    }

    // Conflict

    @Test func `results are not released while somebody still writes`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let sitting = try await hall.sitting()
            stage.clock.advance(by: .seconds(2 * 3_600))
            let open = try await hall.organiser().post("\(hall.path)/release")
            #expect(try open.problem().slug == "exam-attempts-open")
            try await hall.end([sitting])
            try await hall.release()
            let changed = try await hall.organiser().post(
                "\(hall.path)/cancel",
                json: #"{"reason":"x"}"#,
                headers: ["If-Match": "\"1\""]
            )
            #expect(changed.status == 412)
        }
    }
}

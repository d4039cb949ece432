import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import HTTPServer
import ProjectionRuntime
import ServiceTesting
import Testing

@testable import AssessmentService

/// Exams as somebody tries them who must not get anything (the table of incidents in other systems).
@Suite(.serialized) struct ExamThreatTests {
    @Test func `another person's attempt is not there, in every read and write, by its id`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.shortText])
            let victim = try await hall.sitting()
            #expect(await victim.save(hall.questions[0].id, #"{"text":"jawaban saya"}"#, number: 1).status == 200)
            let attacker = try await hall.sitting()
            let before = try await stage.history(of: victim.stream)
            let save = #"{"session":"\#(victim.started.session)","number":9,"answer":{"text":"rusak"}}"#
            let session = #"{"session":"\#(victim.started.session)"}"#
            let tries: [(HTTPMethod, String, String?)] = [
                (.get, "", nil), (.get, "/result", nil), (.post, "/sessions", "{}"), (.post, "/submit", session),
                (.put, "/answers/\(hall.questions[0].id)", save),
            ]
            for (method, suffix, json) in tries {
                let answer = await attacker.client.send(method, victim.path + suffix, json: json)
                let nobody = await attacker.client.send(
                    method,
                    "/v1/aceh/attempts/\(AttemptID(UUID()))\(suffix)",
                    json: json
                )
                #expect(answer.status == 404, "\(method) \(suffix): \(answer.text)")
                #expect(try answer.problem().detail == nobody.problem().detail)
            }
            for suffix in ["/grant-time", "/pause", "/resume"] {
                let answer = await attacker.client.post(victim.path + suffix)
                #expect(answer.status == 403)
            }
            #expect(try await stage.history(of: victim.stream) == before)
        }
    }

    @Test func `another tenant's attempt and exam are not there, also with the roles of one's own`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let victim = try await hall.sitting()
            let stranger = try stage.caller(
                .civilServant,
                .examOrganiser,
                .examSupervisor,
                .recordsImporter,
                subject: victim.person,
                tenant: "tebo"
            )
            let reads = [
                "attempts/\(victim.started.attempt)", "attempts/\(victim.started.attempt)/result", "exams/\(hall.exam)",
                "exams/\(hall.exam)/attempts",
            ]
            for path in reads {
                #expect(await stranger.get("/v1/tebo/\(path)").status == 404, "\(path)")
                #expect(await stranger.get("/v1/aceh/\(path)").status == 403, "\(path)")
            }
            let writes = [
                ("attempts/\(victim.started.attempt)/pause", #"{"reason":"technical"}"#),
                ("attempts/\(victim.started.attempt)/grant-time", #"{"minutes":5,"reason":"x"}"#),
                ("exams/\(hall.exam)/cancel", #"{"reason":"x"}"#), ("exams/\(hall.exam)/attempts", "{}"),
            ]
            for (path, json) in writes {
                #expect(await stranger.post("/v1/tebo/\(path)", json: json).status == 404, "\(path)")
                #expect(await stranger.post("/v1/aceh/\(path)", json: json).status == 403, "\(path)")
            }
        }
    }

    @Test func `supervisors see no answers and no paper, and never supervise themselves`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.shortText, .singleChoice])
            let sitting = try await hall.sitting()
            _ = await sitting.save(try hall.question(.shortText), #"{"text":"jawaban saya"}"#, number: 1)
            let supervisor = try stage.caller(.examSupervisor)
            let shown = await supervisor.get(sitting.path)
            #expect(shown.status == 200 && shown.text.contains(#""receipt":1"#))
            #expect(
                !shown.text.contains("jawaban saya") && !shown.text.contains("stem")
                    && !shown.text.contains(#""answer""#)
            )
            let own = try stage.caller(.civilServant, .examSupervisor, subject: sitting.person)
            let grant = await own.post("\(sitting.path)/grant-time", json: #"{"minutes":60,"reason":"untuk saya"}"#)
            #expect(try grant.problem().slug == "attempt-own-supervision")
        }
    }

    @Test func `ids of questions and sessions that belong to something else are refused`() async throws {
        try await withAssessmentStage { stage in
            let (hall, other) = (try await stage.hall(), try await stage.hall())
            let (sitting, neighbour) = (try await hall.sitting(), try await hall.sitting())
            let foreign = await sitting.save(other.questions[0].id, #"{"options":["A"]}"#, number: 1)
            #expect(foreign.status == 404)
            let session = await sitting.save(
                hall.questions[0].id,
                #"{"options":["A"]}"#,
                number: 1,
                session: neighbour.started.session
            )
            #expect(session.status == 404)
            let submit = await sitting.submit(session: neighbour.started.session)
            #expect(submit.status == 404)
            let repair = try await hall.organiser().post(
                "\(hall.path)/repair-key",
                json: #"{"question":"\#(other.questions[0].id)","revision":1,"treatment":"excluded","reason":"x"}"#
            )
            #expect(repair.status == 422)
            #expect(try await sitting.state().answers.isEmpty)
        }
    }

    @Test(arguments: QuestionKind.allCases)
    func `no answer to candidates holds a key or a hint of one before the release`(_ kind: QuestionKind) async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([kind, .trueFalse])
            let question = try hall.question(kind)
            let sitting = try await hall.sitting()
            var answers: [TestResponse] = []
            func note(_ answer: TestResponse) { answers.append(answer) }
            // Everything that a candidate can be answered: accepted and refused, before and after handing in.
            let wrong = [
                #"{"options":["Z"]}"#, #"{"number":"x"}"#, #"{"pairs":[]}"#, #"{}"#, #"{"options":["A","A"]}"#,
            ]
            for (number, answer) in wrong.enumerated() {
                note(await sitting.save(question, answer, number: number + 1))
            }
            note(await sitting.client.get(hall.path))
            note(await sitting.client.get("/v1/aceh/exams"))
            note(await sitting.client.get(sitting.path))
            note(await sitting.client.get("\(sitting.path)/result"))
            note(await sitting.client.get("/v1/aceh/questions"))
            note(await sitting.client.post("\(sitting.path)/sessions"))
            note(try await stage.caller(.examSupervisor).get(sitting.path))
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                try await hall.end([sitting])
                try await stage.settle(policy)
            }
            note(await sitting.client.get(sitting.path))
            note(await sitting.client.get("\(sitting.path)/result"))
            note(await sitting.client.get("\(hall.path)/attempts"))
            let told = [
                "rahasia", "credits", "millionths", "rubric", "modelAnswer", "feedback", "explanation", "sealed:",
            ]
            for answer in answers {
                for word in told { #expect(!answer.text.contains(word), "\(word) in \(answer.text)") }
                #expect(!answer.text.contains(#""passed""#) && !answer.text.contains("scoreHundredths"))
            }
        }
    }

    @Test func `the order of lists on paper tells nothing: it differs between candidates and is not the author's`()
        async throws
    {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.singleChoice, .ordering, .matching])
            var orders: [QuestionKind: Set<[String]>] = [:]
            var firstQuestions: Set<QuestionID> = []
            for _ in 0..<40 {
                let paper = try #require(try await hall.sitting().state().start?.paper)
                for item in paper { orders[item.kind, default: []].insert(item.options + item.targets) }
                firstQuestions.insert(paper[0].question)
            }
            #expect(firstQuestions.count == 3)
            #expect(orders.values.allSatisfy { $0.count > 3 })
        }
    }

    @Test func `only the server's clock counts, and an old request that is replayed changes nothing`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let sitting = try await hall.sitting()
            let question = hall.questions[0].id
            let past = stage.clock.now.advanced(by: .seconds(-600))
            for member in ["at", "savedAt", "occurredAt", "time"] {
                let json =
                    #"{"session":"\#(sitting.started.session)","number":1,"answer":{"options":["A"]},"#
                    + #""\#(member)":"\#(past)"}"#
                let answer = await sitting.client.put("\(sitting.path)/answers/\(question)", json: json)
                #expect(answer.status == 422, "\(member)")
            }
            let first: SavedReceipt = try await sitting.save(question, #"{"options":["A"]}"#, number: 1).json()
            _ = await sitting.save(question, #"{"options":["B"]}"#, number: 2)
            stage.clock.advance(by: .seconds(3_700))
            let headers: HTTPHeaders = ["Date": "\(past)", "X-Request-Start": "\(past)"]
            let json = #"{"session":"\#(sitting.started.session)","number":3,"answer":{"options":["C"]}}"#
            let late = await sitting.client.put("\(sitting.path)/answers/\(question)", json: json, headers: headers)
            #expect(try late.json(SavedReceipt.self).asideReason == "after-deadline")
            let replayed: SavedReceipt = try await sitting.save(question, #"{"options":["A"]}"#, number: 1).json()
            #expect(replayed == first)
            #expect(try await sitting.state().answers[question]?.answer.options == ["B"])
        }
    }

    @Test func `an attempt's id cannot be worked out from what is public`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let sitting = try await hall.sitting()
            let person = CivilServantID(UUID())
            try await stage.seat([person], in: try #require(hall.batch))
            let client = try hall.candidate(person)
            let one = await client.post("\(hall.path)/attempts", headers: ["Idempotency-Key": "1"])
            let started: StartedAttempt = try one.json()
            let guesses = [hall.exam.uuid, person.uuid, started.session.uuid]
            #expect(!guesses.contains(started.attempt.uuid))
            #expect(started.attempt != sitting.started.attempt)
            // Random bits, apart from version and variant: nothing of it tells exam, person or time.
            let bytes = started.attempt.uuid.bytes
            #expect(bytes[6] >> 4 == 8 && bytes[8] >> 6 == 2)
        }
    }
}

import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import HTTPServer
import ServiceTesting
import Testing

@testable import AssessmentService

@Suite(.serialized) struct AttemptRoutesTests {
    private struct Shown: Decodable {
        struct Paper: Decodable {
            let question: QuestionID
            let place: Int
        }
        struct Saved: Decodable {
            let question: QuestionID
            let answer: AnswerBody?
            let receipt: Int
            let counts: Bool
            let asideReason: String?
        }
        let state: String
        let deadline: Timestamp?
        let serverTime: Timestamp
        let paper: [Paper]?
        let answers: [Saved]
        let aside: [Saved]
        let lastReceipt: Int
        let digest: String?
    }

    // Accepted

    @Test func `an attempt shows on any device exactly what was saved, with its receipts`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall(QuestionKind.allCases)
            let sitting = try await hall.sitting()
            let hostile = "Robert'); drop table x;-- <script>\u{202E}\"\\ 😀 \r\n"
            let essay = try String(decoding: CanonicalJSON.encode(["text": hostile]), as: UTF8.self)
            for (number, question) in hall.questions.enumerated() {
                let answer = question.kind == .essay ? essay : KindExample.right(question.kind)
                let saved = await sitting.save(question.id, answer, number: number + 1)
                #expect(saved.status == 200, "\(question.kind): \(saved.text)")
                let receipt: SavedReceipt = try saved.json()
                #expect(receipt.receipt == number + 1 && receipt.counts && receipt.at == stage.clock.now)
            }
            let elsewhere = try hall.candidate(sitting.person, desk: try await stage.replica())
            let shown: Shown = try await elsewhere.get(sitting.path).json()
            #expect(shown.state == "open" && shown.lastReceipt == 9 && shown.aside.isEmpty)
            #expect(shown.deadline == sitting.started.deadline && shown.serverTime == stage.clock.now)
            let paper = try #require(shown.paper)
            #expect(paper.map(\.place) == Array(1...9))
            #expect(shown.answers.map(\.question) == paper.map(\.question))
            let essayID = try hall.question(.essay)
            #expect(shown.answers.first { $0.question == essayID }?.answer?.text == hostile)
            let numeric = try hall.question(.numeric)
            #expect(shown.answers.first { $0.question == numeric }?.answer?.number == "3.14")
            let handedIn = await sitting.submit()
            #expect(handedIn.status == 200 && handedIn.text.contains(#""lastReceipt":9"#))
            #expect(handedIn.text.contains("sha-256:"))
        }
    }

    @Test func `a second device takes over; the first one's answers are kept aside and say so`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let sitting = try await hall.sitting()
            let question = hall.questions[0].id
            let opened = await sitting.client.post("\(sitting.path)/sessions")
            struct Opened: Decodable { let session: ExamSessionID }
            let second: Opened = try opened.json()
            #expect(second.session != sitting.started.session)
            let old: SavedReceipt = try await sitting.save(question, #"{"options":["A"]}"#, number: 1).json()
            #expect(!old.counts && old.asideReason == "replaced-session" && old.receipt == 1)
            let new = await sitting.save(question, #"{"options":["B"]}"#, number: 1, session: second.session)
            #expect(try new.json(SavedReceipt.self).counts)
            let shown: Shown = try await sitting.client.get(sitting.path).json()
            #expect(shown.answers.map(\.receipt) == [2] && shown.aside.map(\.asideReason) == ["replaced-session"])
            let submit = await sitting.submit()
            #expect(try submit.problem().slug == "attempt-session-replaced")
        }
    }

    @Test func `late and paused answers are kept aside; given time admits them`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let sitting = try await hall.sitting()
            let supervisor = try stage.caller(.examSupervisor)
            let (first, second) = (hall.questions[0].id, hall.questions[1].id)
            #expect(await supervisor.post("\(sitting.path)/pause", json: #"{"reason":"technical"}"#).status == 200)
            let paused: SavedReceipt = try await sitting.save(first, #"{"options":["A"]}"#, number: 1).json()
            #expect(paused.asideReason == "while-paused")
            stage.clock.advance(by: .seconds(600))
            #expect(await supervisor.post("\(sitting.path)/resume").status == 200)
            let shown: Shown = try await sitting.client.get(sitting.path).json()
            #expect(shown.deadline == sitting.started.deadline.advanced(by: .seconds(600)))
            stage.clock.advance(by: .seconds(3_601))
            let late: SavedReceipt = try await sitting.save(second, #"{"options":["B"]}"#, number: 2).json()
            #expect(late.asideReason == "after-deadline")
            let grant = await supervisor.post("\(sitting.path)/grant-time", json: #"{"minutes":5,"reason":"jaringan"}"#)
            #expect(grant.status == 200, "\(grant.text)")
            #expect(try await sitting.state().answers[second]?.receipt == 2)
        }
    }

    @Test func `a seat that was just given is waited for by its read token; without one nobody starts`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let refused = try await stage.caller(.civilServant).post("\(hall.path)/attempts")
            #expect(refused.status == 403)
            #expect(try refused.problem().slug == "attempt-no-entitlement")
            let ignoring = try await stage.caller(.civilServant).post(
                "\(hall.path)/attempts",
                headers: ["Bina-At-Least": "assessment.3.99999"]
            )
            #expect(ignoring.status == 403)
            let late = try await stage.caller(.civilServant).post(
                "\(hall.path)/attempts",
                headers: ["Bina-At-Least": "enrolment.3.99999"]
            )
            #expect(late.status == 504)
        }
    }

    // Already so

    @Test func `a request that is sent again gets the first answer again`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.shortText])
            let person = CivilServantID(UUID())
            try await stage.seat([person], in: try #require(hall.batch))
            let client = try hall.candidate(person)
            let first = await client.post("\(hall.path)/attempts", headers: ["Idempotency-Key": "mulai"])
            let again = await client.post("\(hall.path)/attempts", headers: ["Idempotency-Key": "mulai"])
            let (one, two): (StartedAttempt, StartedAttempt) = (try first.json(), try again.json())
            #expect(one.attempt == two.attempt && one.session == two.session && again.status == 201)
            let sitting = Sitting(person: person, client: client, started: one, stage: stage)
            let question = hall.questions[0].id
            let saved: SavedReceipt = try await sitting.save(question, #"{"text":"a"}"#, number: 1).json()
            stage.clock.advance(by: .seconds(60))
            let repeated: SavedReceipt = try await sitting.save(question, #"{"text":"a"}"#, number: 1).json()
            #expect(saved == repeated)
            let other = await sitting.save(question, #"{"text":"b"}"#, number: 1)
            #expect(try other.problem().slug == "answer-number-reused")
            let handedIn = await sitting.submit()
            let repetition = await sitting.submit()
            #expect(handedIn.status == 200 && handedIn.text == repetition.text)
        }
    }

    // Conflict

    @Test func `a person has as many attempts as are allowed, one after another`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall(attemptsAllowed: 2)
            let sitting = try await hall.sitting()
            let second = await sitting.client.post("\(hall.path)/attempts")
            #expect(try second.problem().slug == "attempt-already-started")
            #expect(await sitting.submit().status == 200)
            let again = await sitting.client.post("\(hall.path)/attempts")
            #expect(try again.json(StartedAttempt.self).number == 2)
            let shown = await sitting.client.get(hall.path)
            #expect(shown.text.contains("\(sitting.started.attempt)"))
            let other = Sitting(person: sitting.person, client: sitting.client, started: try again.json(), stage: stage)
            #expect(await other.submit().status == 200)
            let third = await sitting.client.post("\(hall.path)/attempts")
            #expect(try third.problem().slug == "attempt-attempts-used-up")
        }
    }

    @Test func `devices that start, save and hand in at once through two replicas share one attempt`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let person = CivilServantID(UUID())
            try await stage.seat([person], in: try #require(hall.batch))
            let desks = [stage.desk, try await stage.replica()]
            let clients = try (0..<8).map { try hall.candidate(person, desk: desks[$0 % 2]) }
            let started = await all(clients) { await $0.post("\(hall.path)/attempts") }
            let winners = started.filter { $0.status == 201 }
            #expect(winners.count == 1)
            #expect(started.filter { $0.status == 409 }.count == 7)
            let sitting = Sitting(person: person, client: clients[0], started: try winners[0].json(), stage: stage)
            let numbers = Array(1...40)
            let receipts = try await all(numbers) { number in
                await sitting.save(hall.questions[0].id, #"{"options":["A"]}"#, number: number, by: clients[number % 8])
            }.map { try $0.json(SavedReceipt.self) }
            #expect(receipts.map(\.receipt).sorted() == numbers)
            let handedIn = await all(clients) { client in
                await client.post("\(sitting.path)/submit", json: #"{"session":"\#(sitting.started.session)"}"#)
            }
            #expect(handedIn.allSatisfy { $0.status == 200 })
            let history = try await stage.history(of: sitting.stream)
            #expect(history.filter { $0 == AttemptEvent.Name.attemptStarted.rawValue }.count == 1)
            #expect(history.filter { $0 == AttemptEvent.Name.attemptSubmitted.rawValue }.count == 1)
        }
    }
}

/// Does `work` for all at once; the answers are in the order of `inputs`.
func all<Input: Sendable, Output: Sendable>(
    _ inputs: [Input],
    _ work: @escaping @Sendable (Input) async -> Output
) async -> [Output] {
    await withTaskGroup(of: (Int, Output).self) { group in
        for (index, input) in inputs.enumerated() { group.addTask { (index, await work(input)) } }
        var outputs: [(Int, Output)] = []
        for await output in group { outputs.append(output) }
        return outputs.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import PostgresClient
import ProjectionRuntime
import ServiceRuntime
import ServiceTesting
import Testing

@testable import AssessmentService

/// An exam that is open, with everything that people need to sit it.
struct ExamHall {
    let stage: AssessmentStage
    let exam: ExamID
    let batch: BatchID?
    let questions: [(id: QuestionID, kind: QuestionKind)]

    var path: String { "/v1/aceh/exams/\(exam)" }
    var examStream: StreamID { AssessmentStream.exam(exam, of: stage.tenant) }

    func organiser(desk: AssessmentDesk? = nil) throws -> RouterClient {
        try stage.caller(.examOrganiser, desk: desk)
    }

    func candidate(_ person: CivilServantID, desk: AssessmentDesk? = nil) throws -> RouterClient {
        try stage.caller(.civilServant, subject: person, desk: desk)
    }

    func question(_ kind: QuestionKind) throws -> QuestionID {
        try #require(questions.first { $0.kind == kind }?.id)
    }

    /// A new candidate with a seat who has begun.
    func sitting(
        _ person: CivilServantID = CivilServantID(UUID()),
        desk: AssessmentDesk? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Sitting {
        if let batch { try await stage.seat([person], in: batch) }
        let client = try candidate(person, desk: desk)
        let answer = await client.post("\(path)/attempts")
        try #require(answer.status == 201, "\(answer.text)", sourceLocation: sourceLocation)
        return Sitting(person: person, client: client, started: try answer.json(), stage: stage)
    }

    /// The exam closes, and what is due is closed.
    func end(_ sittings: [Sitting] = []) async throws {
        stage.clock.advance(by: .seconds(4 * 3_600))
        for sitting in sittings {
            _ = try await stage.desk.attempts(
                stage.request(.closeIfDue(at: stage.clock.now, hash: .sha256)),
                on: sitting.stream
            )
        }
    }

    func release(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let answer = try await organiser().post("\(path)/release")
        try #require(answer.status == 200, "\(answer.text)", sourceLocation: sourceLocation)
    }
}

/// What starting answers.
struct StartedAttempt: Decodable, Sendable {
    let attempt: AttemptID
    let number: Int
    let session: ExamSessionID
    let deadline: Timestamp
    let token: String?
}

struct SavedReceipt: Decodable, Sendable, Equatable {
    let receipt: Int
    let counts: Bool
    let asideReason: String?
    let at: Timestamp
}

/// Somebody who sits the exam.
struct Sitting: Sendable {
    let person: CivilServantID
    let client: RouterClient
    let started: StartedAttempt
    let stage: AssessmentStage

    var path: String { "/v1/aceh/attempts/\(started.attempt)" }
    var stream: StreamID { AssessmentStream.attempt(started.attempt, of: stage.tenant) }

    func save(
        _ question: QuestionID,
        _ answer: String,
        number: Int,
        session: ExamSessionID? = nil,
        by client: RouterClient? = nil
    ) async -> TestResponse {
        let json = #"{"session":"\#(session ?? started.session)","number":\#(number),"answer":\#(answer)}"#
        return await (client ?? self.client).put("\(path)/answers/\(question)", json: json)
    }

    func submit(session: ExamSessionID? = nil) async -> TestResponse {
        await client.post("\(path)/submit", json: #"{"session":"\#(session ?? started.session)"}"#)
    }

    func state() async throws -> Attempt { try await stage.desk.attempts.state(of: stream).state }
}

extension AssessmentStage {
    /// A question in the bank.
    func addQuestion(_ kind: QuestionKind) async throws -> QuestionID {
        let question = QuestionID(UUID())
        let key = KindExample.key(kind)
        let proposal = QuestionProposal(
            content: KindExample.content(kind),
            key: key,
            sealedKey: try await vault.seal(key, of: question, tenant: tenant)
        )
        _ = try await desk.questions(
            request(.add(proposal)),
            on: AssessmentStream.question(question, of: tenant)
        )
        return question
    }

    /// An exam that opened an hour ago and closes in an hour, of a batch.
    func hall(
        _ kinds: [QuestionKind] = [.singleChoice, .trueFalse],
        attemptsAllowed: Int = 1,
        isOfBatch: Bool = true
    ) async throws -> ExamHall {
        var questions: [(id: QuestionID, kind: QuestionKind)] = []
        for kind in kinds { questions.append((try await addQuestion(kind), kind)) }
        let batch = isOfBatch ? BatchID(UUID()) : nil
        let json = scheduleJSON(questions.map(\.id), batch: batch, attemptsAllowed: attemptsAllowed)
        let answer = try await caller(.examOrganiser).post("/v1/aceh/exams", json: json)
        try #require(answer.status == 201, "\(answer.text)")
        let location = try #require(answer.headers["Location"])
        let exam = try #require(ExamID(String(location.suffix(36))))
        return ExamHall(stage: self, exam: exam, batch: batch, questions: questions)
    }

    func scheduleJSON(_ questions: [QuestionID], batch: BatchID?, attemptsAllowed: Int = 1) -> String {
        let pool = questions.map { #"{"question":"\#($0)","pointsHundredths":1000}"# }.joined(separator: ",")
        let batch = batch.map { #""batch":"\#($0)","# } ?? ""
        let opens = clock.now.advanced(by: .seconds(-3_600))
        let closes = clock.now.advanced(by: .seconds(3_600))
        return #"{"mode":"online","title":"Ujian akhir",\#(batch)"timeZone":"Asia/Jakarta","opensAt":"\#(opens)","#
            + #""closesAt":"\#(closes)","durationMinutes":60,"passPercent":70,"attemptsAllowed":\#(attemptsAllowed),"#
            + #""questions":[\#(pool)]}"#
    }

    /// Another replica of the service on the same store.
    func replica() async throws -> AssessmentDesk {
        AssessmentDesk(
            store: try await PostgresEventStore.open(client, .assessment),
            vault: vault,
            tenants: desk.tenants,
            view: desk.view,
            seats: desk.seats
        )
    }

    func runner(_ policy: any Policy, store other: PostgresEventStore? = nil) -> LocalProjectionRunner {
        let store = other ?? store
        return LocalProjectionRunner(
            PolicyProjection(policy, store: store),
            schema: AssessmentPolicies.schema,
            store: store,
            database: database,
            client: client
        )
    }

    /// The policies have dealt with everything, also with what they did themselves.
    func settle(_ runners: LocalProjectionRunner...) async throws {
        var before: [Lane: Int64] = [:]
        while true {
            let heads = try await store.feed.heads()
            if heads == before { return try await waitForView() }
            before = heads
            for (lane, sequence) in heads where sequence > 0 {
                let token = ReadToken(source: AssessmentStream.context, lane: lane, sequence: sequence)
                for runner in runners {
                    let reached = try await runner.checkpoints.waitUntil(reached: token, within: .seconds(60))
                    try #require(reached, "the policy stands still: \(runner.status().state)")
                }
            }
        }
    }

    /// The types of a stream's events, in order.
    func history(of stream: StreamID) async throws -> [String] {
        try await store.load(stream, after: 0, snapshotSchema: nil).events.map(\.type)
    }

    func parkedStreams() async throws -> Int64 {
        let rows = try await client.query("select count(*) from \(raw: AssessmentPolicies.schema).parked_streams")
        return try rows.first?.decode(Int64.self, at: 0) ?? 0
    }
}

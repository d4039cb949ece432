import AssessmentDomain
import AssessmentEvents
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

/// One question of each kind, with words in its key that appear nowhere else.
enum HallQuestion {
    /// In every key, explanation, feedback, rubric and model answer.
    static let secret = "rahasia"

    static func content(_ kind: QuestionKind) -> QuestionContent {
        var content = QuestionContent(kind: kind, topic: "Pelayanan publik", stem: "Pertanyaan \(kind.rawValue)?")
        switch kind {
        case .singleChoice, .multipleChoice, .scoredSituation:
            content.options = AnswerOption.lettered(["satu", "dua", "tiga", "empat"])
        case .trueFalse: content.options = AnswerOption.truth
        case .matching:
            content.options = AnswerOption.lettered(["Aceh", "Jambi"])
            content.targets = AnswerOption.lettered(["Banda Aceh", "Jambi", "Medan"])
        case .ordering: content.options = AnswerOption.lettered(["catat", "jawab", "terima"])
        case .shortText, .numeric: break
        case .essay: content.wordLimit = 300
        }
        return content
    }

    static func key(_ kind: QuestionKind) -> AnswerKey {
        switch kind {
        case .singleChoice: choice([0, 1_000_000, 0, 0])
        case .multipleChoice: choice([500_000, -500_000, 500_000, -500_000])
        case .scoredSituation: choice([200_000, 1_000_000, 600_000, 0])
        case .trueFalse:
            AnswerKey(
                credits: [OptionCredit(option: "B", millionths: 1_000_000), OptionCredit(option: "S", millionths: 0)],
                explanation: "\(secret)-penjelasan"
            )
        case .shortText:
            AnswerKey(texts: [AcceptedText(text: "\(secret) jabatan", millionths: 1_000_000)])
        case .numeric:
            AnswerKey(
                numbers: [AcceptedNumber(from: "3.14", to: "3.15", millionths: 1_000_000)],
                explanation: "\(secret)-penjelasan"
            )
        case .matching:
            AnswerKey(
                pairs: [KeyPair(option: "A", target: "A"), KeyPair(option: "B", target: "B")],
                explanation: "\(secret)-penjelasan"
            )
        case .ordering: AnswerKey(order: ["C", "A", "B"], explanation: "\(secret)-penjelasan")
        case .essay:
            AnswerKey(
                rubric: [RubricCriterion(name: "Isi", guide: "\(secret)-rubrik", weight: 3)],
                modelAnswer: "\(secret)-jawaban"
            )
        }
    }

    private static func choice(_ credits: [Int]) -> AnswerKey {
        AnswerKey(
            credits: zip(["A", "B", "C", "D"], credits).map {
                OptionCredit(option: $0, millionths: $1, feedback: "\(secret)-umpan-\($0)")
            },
            explanation: "\(secret)-penjelasan"
        )
    }

    /// An answer that is fully right; an essay has none.
    static func right(_ kind: QuestionKind) -> String {
        switch kind {
        case .singleChoice, .scoredSituation: #"{"options":["B"]}"#
        case .multipleChoice: #"{"options":["A","C"]}"#
        case .trueFalse: #"{"options":["B"]}"#
        case .shortText: #"{"text":"\#(secret) jabatan"}"#
        case .numeric: #"{"number":"3,14"}"#
        case .matching: #"{"pairs":[{"option":"A","target":"A"},{"option":"B","target":"B"}]}"#
        case .ordering: #"{"options":["C","A","B"]}"#
        case .essay: #"{"text":"Menurut saya."}"#
        }
    }
}

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
        let key = HallQuestion.key(kind)
        let proposal = QuestionProposal(
            content: HallQuestion.content(kind),
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

import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import PostgresClient
import ProjectionRuntime
import ServiceTesting
import ServiceRuntime
import Testing

@testable import AssessmentService

/// An exam whose questions came by the routes, and whose attempts go through the command handling.
struct SatExam {
    let stage: AssessmentStage
    let id: ExamID
    let questions: [QuestionID]
    /// By question, opened.
    let keys: [QuestionID: AnswerKey]
    let offer: ExamOffer

    /// Schedules it from now for four hours.
    init(
        on stage: AssessmentStage,
        questions bodies: [String],
        pointsHundredths: Int = 100,
        _ change: (inout ScheduleExam) -> Void = { _ in }
    ) async throws {
        self.stage = stage
        let author = try stage.caller(.questionAuthor)
        var (questions, pool, keys): ([QuestionID], [PoolQuestion], [QuestionID: AnswerKey]) = ([], [], [:])
        for body in bodies {
            let added = await author.post("/v1/aceh/questions", json: body)
            let path = try #require(added.headers["Location"], "\(added.text)")
            let question = try #require(QuestionID(String(path.suffix(36))))
            let stream = AssessmentStream.question(question, of: stage.tenant)
            let known = try await stage.desk.questions.state(of: stream).state
            let sealed = try #require(known.current?.key)
            keys[question] = try await stage.vault.openKeys([sealed], tenant: stage.tenant)[0]
            pool.append(try #require(PoolQuestion(question, of: known, pointsHundredths: pointsHundredths)))
            questions.append(question)
        }
        let times = ExamTimes(
            opensAt: stage.clock.now,
            closesAt: stage.clock.now.advanced(by: .seconds(4 * 3_600)),
            durationMinutes: 60
        )
        var scheduling = ScheduleExam(
            title: try Title("Ujian"),
            timeZone: .jakarta,
            times: times,
            passPercent: 60,
            pool: pool
        )
        change(&scheduling)
        id = ExamID(UUID())
        let stream = AssessmentStream.exam(id, of: stage.tenant)
        _ = try await stage.desk.exams(stage.request(.schedule(scheduling)), on: stream)
        let exam = try await stage.desk.exams.state(of: stream).state
        offer = try #require(ExamOffer(id, of: exam))
        (self.questions, self.keys) = (questions, keys)
    }

    /// Starts, answers, hands in and is marked.
    @discardableResult
    func sit(_ person: CivilServantID, _ answers: [QuestionID: AnswerInput], seed: UInt64 = 7) async throws
        -> AttemptID
    {
        let attempt = AttemptID(UUID())
        let stream = AssessmentStream.attempt(attempt, of: stage.tenant)
        let session = ExamSessionID(UUID())
        let now = stage.clock.now
        let start = StartAttempt(
            exam: offer,
            civilServant: person,
            isEntitled: true,
            seed: seed,
            session: session,
            at: now
        )
        try await ask(.start(start), stream)
        for (index, (question, answer)) in answers.sorted(by: { $0.key < $1.key }).enumerated() {
            try await ask(
                .save(SaveAnswer(question, answer, session: session, clientNumber: index + 1, at: now)),
                stream
            )
        }
        let hash = ContentHash(name: "sha-256") { Digest.sha256($0) }
        try await ask(.submit(session, at: now, hash: hash), stream)
        try await ask(.mark(MarkAttempt(keys: keys.mapValues { .key($0) }.filter { !isEssay($0.key) })), stream)
        return attempt
    }

    private func isEssay(_ question: QuestionID) -> Bool { keys[question]?.rubric.isEmpty == false }

    /// Puts an essay of an attempt on the markers' table, as the policy does.
    func openEssay(_ question: QuestionID, of attempt: AttemptID) async throws -> EssayID {
        let stream = AssessmentStream.attempt(attempt, of: stage.tenant)
        let state = try await stage.desk.attempts.state(of: stream).state
        let rubric = try #require(keys[question]?.rubric)
        let opening = try #require(
            WhenAttemptIsOver.essay(to: question, in: state, attempt, rubric: rubric, markersDifferPercent: 15)
        )
        let essay = EssayID(UUID())
        _ = try await stage.desk.essays(
            stage.request(.open(opening)),
            on: AssessmentStream.essay(essay, of: stage.tenant)
        )
        return essay
    }

    /// Closes the exam and releases everybody's results.
    func release(_ attempts: AttemptID..., by organiser: CivilServantID) async throws {
        if stage.clock.now < offer.times.closesAt { stage.clock.set(offer.times.closesAt.advanced(by: .seconds(60))) }
        let calendar = stage.desk.profile(of: stage.tenant).calendar
        let request = CommandRequest(
            ExamCommand.releaseResults(at: stage.clock.now, calendar: calendar),
            context: CommandContext(commandID: CommandID(UUID()), actor: "\(organiser)"),
            at: stage.clock.now
        )
        let stream = AssessmentStream.exam(id, of: stage.tenant)
        _ = try await stage.desk.exams(request, on: stream)
        let until = try #require(try await stage.desk.exams.state(of: stream).state.objectionsUntil)
        for attempt in attempts {
            try await ask(
                .release(at: stage.clock.now, objectionsUntil: until),
                AssessmentStream.attempt(attempt, of: stage.tenant)
            )
        }
    }

    private func ask(_ command: AttemptCommand, _ stream: StreamID) async throws {
        _ = try await stage.desk.attempts(stage.request(command), on: stream)
    }
}

extension AssessmentStage {
    /// A policy of this service, ready to run.
    func runner(of policy: some Policy) -> LocalProjectionRunner {
        LocalProjectionRunner(
            PolicyProjection(policy, store: store),
            schema: AssessmentPolicies.schema,
            store: store,
            database: database,
            client: client
        )
    }

    func sealed(_ text: String, as name: String, for person: CivilServantID) async throws -> SealedField {
        try await vault.seal([(field: name, value: text)], for: person, tenant: tenant)[0]
    }
}

extension RouterClient {
    /// Posts and expects the status.
    @discardableResult
    func post(
        _ target: String,
        json: String,
        expecting status: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> TestResponse {
        let answer = await post(target, json: json)
        #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
        return answer
    }
}

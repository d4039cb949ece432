import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import EventStreaming
import FoundationEssentials
import KafkaClient
import KafkaClientTesting
import PostgresClient
import ProjectionRuntime
import ServiceRuntime
import ServiceTesting
import Testing

@testable import EnrolmentService

/// An assessment service beside the stage: its store, a bus, and the policy that hears it.
struct ExamStage {
    let stage: EnrolmentStage
    let store: PostgresEventStore
    let exam = ExamID(UUID())
    private let kafka: KafkaConfiguration
    /// Topics and groups that no other test has.
    private let prefix: String

    fileprivate init(_ stage: EnrolmentStage, _ store: PostgresEventStore, _ kafka: KafkaConfiguration) {
        (self.stage, self.store, self.kafka) = (stage, store, kafka)
        prefix = "test-\(UUID().uuidString.lowercased())."
    }

    /// The policy as the process runs it; what the bus has not brought, it asks for at once.
    func runner() -> ProjectionRunner {
        var settings = ProjectionSettings()
        settings.topicPrefix = prefix
        settings.startsAgain = true
        settings.feedGrace = .zero
        settings.feedCheckInterval = .milliseconds(100)
        settings.idleWait = .milliseconds(50)
        return ProjectionRunner(
            policy(),
            schema: EnrolmentPolicies.schema,
            database: stage.client,
            kafka: kafka,
            feeds: [AssessmentStream.context: store.feed],
            settings: settings
        )
    }

    func policy() -> PolicyProjection {
        PolicyProjection(ExamPolicy(), store: stage.store)
    }

    /// Runs policy and ledger beside the body.
    func withPolicies(_ body: (ProjectionRunner) async throws -> Void) async throws {
        let results = LocalProjectionRunner(
            PolicyProjection(
                ResultPolicy(tenants: .known),
                store: stage.store
            ),
            schema: EnrolmentPolicies.schema,
            store: stage.store,
            database: stage.database,
            client: stage.client
        )
        try await withRunning(results) {
            let exams = runner()
            try await whileRunning(exams) { try await body(exams) }
        }
    }

    func whileRunning(_ runner: ProjectionRunner, _ body: () async throws -> Void) async throws {
        let task = Task { await runner.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        task.cancel()
        await task.value
        try result.get()
    }

    /// Everything that the assessment service has recorded is heard.
    func isHeard(by runner: ProjectionRunner) async throws {
        for (lane, sequence) in try await store.feed.heads() where sequence > 0 {
            let token = ReadToken(source: AssessmentStream.context, lane: lane, sequence: sequence)
            #expect(try await runner.checkpoints.waitUntil(reached: token, within: .seconds(60)))
        }
    }

    /// Sends what is recorded over the bus.
    func relay(_ body: () async throws -> Void) async throws {
        var settings = RelaySettings()
        settings.topicPrefix = prefix
        let relay = try Relay(store, database: stage.database, kafka: kafka, partitions: 4, settings: settings)
        let task = Task { try await relay.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        relay.stop()
        try await task.value
        try result.get()
    }
}

extension ExamStage {
    func released(_ person: CivilServantID, in batch: BatchID?, passed: Bool, score: Int = 7_000) -> AttemptEvent {
        .resultReleased(
            ResultReleased(
                exam: exam,
                civilServant: person,
                number: 1,
                batch: batch,
                pointsHundredths: score,
                maxHundredths: 10_000,
                scoreHundredths: score,
                passed: passed,
                passPercent: 60,
                rule: "bina-exam.1",
                releasedAt: stage.clock.now,
                objectionsUntil: CalendarDate(daysSinceEpoch: 21_000)
            )
        )
    }

    func corrected(_ person: CivilServantID, in batch: BatchID?, passed: Bool, score: Int = 7_000) -> AttemptEvent {
        .resultCorrected(
            ResultCorrected(
                exam: exam,
                civilServant: person,
                number: 1,
                batch: batch,
                cause: .keyRepair,
                pointsBefore: 5_000,
                pointsAfter: score,
                maxBefore: 10_000,
                maxAfter: 10_000,
                scoreBefore: 5_000,
                scoreAfter: score,
                passedBefore: !passed,
                passedAfter: passed,
                correctedAt: stage.clock.now,
                objectionsUntil: CalendarDate(daysSinceEpoch: 21_000)
            )
        )
    }

    func fromElsewhere(_ person: CivilServantID, in batch: BatchID?, passed: Bool) -> AttemptEvent {
        .externalResultRecorded(
            ExternalResultRecorded(
                exam: exam,
                civilServant: person,
                number: 1,
                batch: batch,
                scoreHundredths: 7_700,
                passPercent: 40,
                passed: passed,
                submittedOn: CalendarDate(daysSinceEpoch: 20_000),
                source: "oulad"
            )
        )
    }

    /// Records facts of one attempt.
    func record(_ events: AttemptEvent..., attempt: AttemptID = AttemptID(UUID())) async throws {
        let encoded = try events.map { try $0.encoded(id: UUID(), occurredAt: stage.clock.now) }
        try await record(encoded, attempt: attempt)
    }

    func record(_ events: [EncodedEvent], attempt: AttemptID = AttemptID(UUID())) async throws {
        let context = CommandContext(commandID: CommandID(UUID()), actor: "examiner")
        let outcome = try await store.append(
            StreamAppend(
                stream: AssessmentStream.attempt(attempt, of: stage.tenant),
                expected: .any,
                commands: [CommandEvents(context: context, fingerprint: [], events: events)]
            )
        )
        guard case .appended = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    /// How many results are noted in batches.
    func notedResults() async throws -> Int64 {
        let rows = try await stage.client.query(
            "select count(*) from enrolment.events where type = 'enrolment.exam-result-noted.v1'"
        )
        return try rows.first?.decode(Int64.self, at: 0) ?? 0
    }

    /// A batch whose programme asks for an exam, with people on its seats.
    func batch(people count: Int = 1, exam: Bool = true) async throws -> (batch: BatchID, people: [CivilServantID]) {
        let programme = try await stage.publish(attendance: 0, exam: exam)
        let batch = try await stage.schedule(programme, capacity: count)
        let people = try await stage.hire(count)
        for person in people { #expect(try await stage.enrol(person, in: batch).status == 201) }
        return (batch, people)
    }

    /// Ends the batch: everybody gets a result.
    func close(_ batch: BatchID) async throws {
        let end = try await stage.sessions(of: batch).map(\.endsAt).max()
        stage.clock.set(try #require(end))
        #expect(try await stage.organiser().post("/v1/aceh/batches/\(batch)/close").status == 200)
    }
}

/// Lends an enrolment stage and an assessment service beside it.
func withExamStage(_ body: (ExamStage) async throws -> Void) async throws {
    try await withEnrolmentStage { stage in
        try await withTestBroker { servers, _ in
            let configuration = EventStoreConfiguration(schema: "assessment", source: AssessmentStream.context)
            let store = try await PostgresEventStore.open(stage.client, configuration)
            let kafka = KafkaConfiguration(
                bootstrapServers: servers,
                properties: ["session.timeout.ms": "6000", "topic.metadata.refresh.interval.ms": "200"]
            )
            try await body(ExamStage(stage, store, kafka))
            await store.close()
        }
    }
}

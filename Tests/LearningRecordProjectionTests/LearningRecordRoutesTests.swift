import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import HTTPServer
import KafkaClient
import LearningRecordProjection
import PostgresClient
import ProjectionRuntime
import ServiceRuntime
import ServiceTesting
import Testing

@testable import LearningRecordProjectionService

struct LearningRecordRoutesTests {
    @Test func `a person reads results and is told what happened and what can be done`() async throws {
        try await withRecords { stage in
            let answer = try await stage.read(as: stage.story.person.description, .civilServant)
            #expect(answer.status == 200, "\(answer.text)")
            let record = try answer.json(ReadRecord.self)
            #expect(record.person.name == "terbuka")
            #expect(record.exams.map(\.title) == ["TMA 01", "Ujian Susulan", "Ujian Akhir"])
            let result = try #require(record.exams.last?.result)
            #expect(result.scoreHundredths == 7_333)
            #expect(result.corrected)
            #expect(record.exams.last?.objections.map(\.outcome) == ["upheld"])
            let notices = try #require(record.notices)
            #expect(
                notices.map(\.type) == [
                    "assessment.external-result-recorded.v1", "assessment.attempt-closed.v1",
                    "assessment.result-corrected.v1", "assessment.objection-decided.v1",
                    "assessment.result-released.v1", "enrolment.learning-hours-recorded.v1",
                    "enrolment.participant-completed.v1",
                ]
            )
            #expect(notices[1].sentence.contains("“Ujian Susulan”"))
            #expect(notices[2].until == "2026-03-12")
            #expect(notices[2].source == "/v1/aceh/events/attempt-\(stage.story.attempt)/7")
            #expect(notices[5].sentence.contains("“Pelatihan Pelayanan Publik”"))
            #expect(record.timeline.count == 17)
            #expect(
                record.timeline.contains { $0.sentence.contains("Mengajukan keberatan atas hasil ujian “Ujian Akhir”") }
            )
        }
    }

    @Test func `another person's record, and so its notices, looks like none`() async throws {
        try await withRecords { stage in
            let stranger = try await stage.read(as: uuid(77).lowercased, .civilServant)
            let nobody = try await stage.read(as: uuid(77).lowercased, .civilServant, of: uuid(78).lowercased)
            #expect(stranger.status == 404)
            let details = try [stranger, nobody].map { try $0.problem().detail }
            #expect(details[0] == details[1])
            let superior = try await stage.read(as: uuid(77).lowercased, .superior)
            #expect(superior.status == 404)
        }
    }

    @Test(arguments: [
        (CivilServiceRole.personnelOffice, true), (.auditor, false), (.trainingOrganiser, false),
    ])
    func `of those who read everybody's record only the personnel office sees what people were told`(
        role: CivilServiceRole,
        seesNotices: Bool
    ) async throws {
        try await withRecords { stage in
            let answer = try await stage.read(as: "clerk", role)
            #expect(answer.status == 200)
            let record = try answer.json(ReadRecord.self)
            #expect((record.notices != nil) == seesNotices)
            #expect((record.person.name != nil) == seesNotices)
        }
    }

    @Test func `totals hold the exams`() async throws {
        try await withRecords { stage in
            let answer = try await stage.get("/v1/aceh/learning-records/totals", as: "clerk", .auditor)
            let totals = try answer.json(LearningRecordTotals.self)
            #expect(totals.people == 1)
            #expect(totals.examResults == 2)
            #expect(totals.examsPassed == 2)
            #expect(totals.examScoresHundredths == 15_533)
        }
    }

    @Test func `read tokens of both services work, together too`() async throws {
        try await withRecords { stage in
            for (source, sequence) in [(EnrolmentStream.context, 12), (AssessmentStream.context, 34)] {
                try await stage.reach(source, lane: 3, sequence: Int64(sequence))
            }
            for tokens in ["enrolment.3.12", "assessment.3.34", "enrolment.3.5,assessment.3.30"] {
                let target = "/v1/aceh/learning-records/totals?at-least=\(tokens)"
                #expect(try await stage.get(target, as: "clerk", .auditor).status == 200, "\(tokens)")
            }
        }
    }
}

/// The routes over the examined story's tables.
private struct RecordsStage {
    let story: LearningRecordStory
    let client: PostgresClient
    let tokens: TestTokens
    let router: Router

    func get(_ target: String, as subject: String, _ role: CivilServiceRole) async throws -> TestResponse {
        let token = try tokens.token(subject: subject, roles: [Role(role)])
        return await RouterClient(router, token: token).get(target)
    }

    func read(as subject: String, _ role: CivilServiceRole, of person: String? = nil) async throws -> TestResponse {
        try await get("/v1/aceh/learning-records/\(person ?? story.person.description)", as: subject, role)
    }

    /// As if the projection had applied that much.
    func reach(_ source: String, lane: Int16, sequence: Int64) async throws {
        _ = try await client.query(
            """
            insert into learning_record.checkpoints (projection, source, lane, sequence)
            values ('learning-record.v1', \(source), \(lane), \(sequence))
            """
        )
    }
}

private func withRecords(_ body: (RecordsStage) async throws -> Void) async throws {
    let story = try LearningRecordStory.examined()
    try await withTables { client in
        let schema = LearningRecordTables.defaultSchema
        let bookkeeping = ProjectionMigrations.bookkeeping(schema: schema)
        try await migrate(client, schema: schema, migrations: bookkeeping)
        try await apply(story.envelopes, to: client)
        let runner = ProjectionRunner(
            LearningRecordProjection(),
            schema: schema,
            database: client,
            kafka: KafkaConfiguration(bootstrapServers: "127.0.0.1:1"),
            feeds: [:]
        )
        let tokens = try TestTokens()
        var routes = ServiceRoutes(authenticator: tokens.authenticator, log: .silent, metrics: Metrics())
        LearningRecordRoutes(
            queries: LearningRecordQueries(client: client),
            checkpoints: runner.checkpoints,
            vault: OpenVault(),
            tenants: .known
        ).add(to: &routes)
        try await body(RecordsStage(story: story, client: client, tokens: tokens, router: routes.router))
    }
}

/// Opens everything alike.
private struct OpenVault: PersonalDataVault {
    func seal(_ values: [(field: String, value: String)], for subject: SubjectID, tenant: TenantID)
        async throws(VaultError) -> [SealedField]
    {
        throw .unavailable("nothing is sealed here")
    }

    func open(_ sealed: [(field: String, value: SealedField)], tenant: TenantID) async throws(VaultError) -> [String?] {
        sealed.map { _ in "terbuka" }
    }

    func destroyKey(of subject: SubjectID, tenant: TenantID) async throws(VaultError) {
        throw .unavailable("nothing is destroyed here")
    }
}

/// A record as a client reads it.
private struct ReadRecord: Decodable {
    struct Person: Decodable {
        let name: String?
    }

    struct Exam: Decodable {
        struct Result: Decodable {
            let scoreHundredths: Int
            let corrected: Bool
        }

        struct Objection: Decodable {
            let outcome: String?
        }

        let title: String?
        let result: Result?
        let objections: [Objection]
    }

    struct Line: Decodable {
        let type: String
        let sentence: String
        let until: String?
        let source: String
    }

    let person: Person
    let exams: [Exam]
    let notices: [Line]?
    let timeline: [Line]
}

import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import LearningRecordProjection
import PostgresClient
import PostgresClientTesting
import Testing

struct LearningRecordExamTests {
    @Test func `tells attempts, results as they stand now, and objections`() async throws {
        let story = try LearningRecordStory.examined()
        try await withTables { client in
            try await apply(story.envelopes, to: client)
            let queries = LearningRecordQueries(client: client)
            let record = try #require(try await queries.record(of: story.person, tenant: story.tenant))
            #expect(record.exams.map(\.title) == ["TMA 01", "Ujian Susulan", "Ujian Akhir"])
            #expect(record.exams.map(\.status) == [.external, .void, .handedIn])
            #expect(record.exams.map(\.source) == ["Universitas Terbuka", nil, nil])
            let sat = try #require(record.exams.last)
            #expect(sat.attempt == story.attempt)
            #expect(sat.number == 1)
            #expect(sat.zone == .makassar)
            #expect(sat.startedAt == story.at(40))
            #expect(sat.endedAt == story.at(41))
            #expect(sat.result?.scoreHundredths == 7_333)
            #expect(sat.result?.passed == true)
            #expect(sat.result?.passPercent == 70)
            #expect(sat.result?.releasedAt == story.at(50))
            #expect(sat.result?.objectionsUntil == CalendarDate("2026-03-12"))
            #expect(sat.result?.correctedAt == story.at(70))
            #expect(record.exams[1].result == nil)
            #expect(record.exams[0].result?.objectionsUntil == nil)
            #expect(record.objections.map(\.status) == [.final])
            #expect(record.objections.map(\.outcome) == [.upheld])
            #expect(record.objections.first?.decision.uuid == story.attempt.uuid)
        }
    }

    @Test func `sums released results, so that an import can be held against its file`() async throws {
        let story = try LearningRecordStory.examined()
        try await withTables { client in
            try await apply(story.envelopes, to: client)
            let totals = try await LearningRecordQueries(client: client).totals(tenant: story.tenant)
            #expect(totals.examResults == 2)
            #expect(totals.examsPassed == 2)
            #expect(totals.examScoresHundredths == 7_333 + 8_200)
            let other = try #require(TenantID("tebo"))
            #expect(try await LearningRecordQueries(client: client).totals(tenant: other).examResults == 0)
        }
    }

    @Test func `shows nothing of a result before the release`() async throws {
        var story = try LearningRecordStory.completed()
        try story.schedule(story.exam, title: "Ujian Akhir", mode: .online)
        try story.sit(story.attempt, of: story.exam, hour: 40)
        try await withTables { [story] client in
            try await apply(story.envelopes, to: client)
            let queries = LearningRecordQueries(client: client)
            let record = try #require(try await queries.record(of: story.person, tenant: story.tenant))
            #expect(record.exams.map { $0.result == nil } == [true])
            #expect(
                record.timeline.prefix(2).map(\.event.name.rawValue)
                    == ["assessment.attempt-submitted.v1", "assessment.attempt-started.v1"]
            )
            #expect(try await queries.totals(tenant: story.tenant).examResults == 0)
            // The score is nowhere in the tables, whoever reads them.
            #expect(try await dump(client).allSatisfy { !$0.contains("4005") && !$0.contains("scoreHundredths") })
        }
    }

    @Test(arguments: [1, 2, 3, 7]) func `reads the same when events arrive in batches of any size`(size: Int)
        async throws
    {
        let story = try LearningRecordStory.examined()
        try await withTables { client in
            try await apply(story.envelopes, size: size, to: client)
            try await makeTables(in: client, schema: "rebuilt")
            try await apply(story.envelopes, to: client, schema: "rebuilt")
            let live = try await dump(client)
            #expect(live == (try await dump(client, schema: "rebuilt")))
            #expect(live.count { $0.hasPrefix("timeline") } == 7 + 10)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64]) func `the order between streams makes no difference`(
        seed: UInt64
    ) async throws {
        var story = try LearningRecordStory.examined()
        let person = EnrolmentStream.civilServant(story.person, of: story.tenant)
        try story.add(
            .civilServant(.personalDataErased(PersonalDataErased(reason: .subjectRequest))),
            to: person,
            hoursLater: 100
        )
        try await withTables { [envelopes = story.envelopes] client in
            try await apply(envelopes, to: client)
            try await makeTables(in: client, schema: "shuffled")
            try await apply(shuffled(envelopes, seed), size: Int(seed), to: client, schema: "shuffled")
            #expect(try await dump(client) == (try await dump(client, schema: "shuffled")))
        }
    }

    @Test func `an attempt is told before anything is known of its exam`() async throws {
        let story = try LearningRecordStory.examined()
        let withoutExams = story.envelopes.filter { $0.stream.category != AssessmentStream.exam.category }
        try await withTables { client in
            try await apply(withoutExams, to: client)
            let queries = LearningRecordQueries(client: client)
            let record = try #require(try await queries.record(of: story.person, tenant: story.tenant))
            #expect(record.exams.count == 3)
            #expect(record.exams.allSatisfy { $0.title == nil && $0.zone == nil })
        }
    }

    @Test func `events that come a second time are refused as a whole`() async throws {
        let story = try LearningRecordStory.examined()
        try await withTables { client in
            try await apply(story.envelopes, to: client)
            let before = try await dump(client)
            let exams = story.envelopes.filter { $0.type.hasPrefix("assessment.") }
            await #expect(throws: (any Error).self) { try await apply(exams, to: client) }
            #expect(try await dump(client) == before)
        }
    }

    /// Their bodies are not even read: there are millions of them.
    @Test func `events that mean nothing here change nothing`() async throws {
        var story = try LearningRecordStory()
        let attempt = AssessmentStream.attempt(story.attempt, of: story.tenant)
        let essay = AssessmentStream.essay(EssayID(uuid(50)), of: story.tenant)
        for _ in 1...3 { try story.add("assessment.answer-saved.v1", Array("no body".utf8), to: attempt) }
        try story.add("assessment.attempt-marked.v1", Array("no body".utf8), to: attempt)
        try story.add("assessment.essay-mark-given.v1", Array("no body".utf8), to: essay)
        try await withTables { [envelopes = story.envelopes] client in
            try await apply(envelopes, to: client)
            #expect(try await dump(client).isEmpty)
        }
    }

    /// An operator may have left the first event out for good.
    @Test func `an attempt without its first event has no row and no line`() async throws {
        let story = try LearningRecordStory.examined()
        let attempt = story.envelopes.filter { $0.stream.id == story.attempt.uuid }
        try await withTables { client in
            let orphans = attempt.filter { $0.type == "assessment.attempt-submitted.v1" }
            #expect(orphans.count == 1)
            try await apply(orphans, to: client)
            #expect(try await dump(client).isEmpty)
        }
    }

    @Test func `a read model from before the exams goes on with what it has`() async throws {
        let story = try LearningRecordStory.examined()
        try await withTestDatabase { client, _ async throws in
            let tables = LearningRecordTables()
            try await migrate(client, schema: tables.schema, migrations: Array(tables.migrations.prefix(1)))
            let enrolment = story.envelopes.filter { $0.type.hasPrefix("enrolment.") }
            try await apply(enrolment, to: client)
            try await makeTables(in: client)
            try await apply(story.envelopes.filter { $0.type.hasPrefix("assessment.") }, to: client)
            try await makeTables(in: client, schema: "rebuilt")
            try await apply(story.envelopes, to: client, schema: "rebuilt")
            #expect(try await dump(client) == (try await dump(client, schema: "rebuilt")))
        }
    }

    /// Another order of the same events in which each stream keeps its own.
    private func shuffled(_ envelopes: [EventEnvelope], _ seed: UInt64) -> [EventEnvelope] {
        var streams = Dictionary(grouping: envelopes, by: \.stream)
        var names = streams.keys.sorted { $0.name < $1.name }
        var state = seed
        var order: [EventEnvelope] = []
        while !names.isEmpty {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let index = Int(state >> 33) % names.count
            guard let next = streams[names[index]]?.first else {
                names.remove(at: index)
                continue
            }
            order.append(next)
            streams[names[index]]?.removeFirst()
        }
        return order
    }
}

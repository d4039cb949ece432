import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import LearningRecordProjection
import PostgresClient
import Testing

struct LearningRecordProjectionTests {
    @Test func `tells person, participation, hours and timeline`() async throws {
        let story = try LearningRecordStory.completed()
        try await withTables { client in
            try await apply(story.envelopes, to: client)
            let queries = LearningRecordQueries(client: client)
            let record = try #require(try await queries.record(of: story.person, tenant: story.tenant))
            #expect(record.person.unitName == "Badan Kepegawaian Aceh")
            #expect(record.person.number == SealedField(subject: story.person, ciphertext: "bm9tb3I"))
            #expect(record.participations.map(\.status) == [.completed])
            #expect(record.participations.first?.enrolledAt == story.start.advanced(by: .seconds(3 * 3_600)))
            #expect(record.participations.first?.learningHours == 20)
            #expect(record.hours.map(\.counted) == [18])
            #expect(record.hours.map(\.status) == [.verified])
            #expect(record.hours.map(\.limits) == ["year"])
            #expect(record.timeline.count == 7)
            #expect(record.timeline.first?.event.name.rawValue == "enrolment.learning-hours-verified.v1")
        }
    }

    @Test(arguments: [1, 2, 3]) func `reads the same when events arrive in batches of any size`(size: Int) async throws
    {
        let story = try LearningRecordStory.completed()
        try await withTables { client in
            for start in stride(from: 0, to: story.envelopes.count, by: size) {
                let end = min(start + size, story.envelopes.count)
                try await apply(Array(story.envelopes[start..<end]), to: client)
            }
            let totals = try await LearningRecordQueries(client: client).totals(tenant: story.tenant)
            #expect(totals.people == 1)
            #expect(totals.batches == 1)
            #expect(totals.byStatus == ["completed": 1])
            #expect(totals.participations == 1)
            #expect(totals.hoursEntries == 1)
            #expect(totals.hoursCounted == 18)
            #expect(totals.hoursVerified == 18)
        }
    }

    @Test func `answers nothing to another tenant`() async throws {
        let story = try LearningRecordStory.completed()
        let other = try #require(TenantID("tebo"))
        try await withTables { client in
            try await apply(story.envelopes, to: client)
            let queries = LearningRecordQueries(client: client)
            #expect(try await queries.record(of: story.person, tenant: other) == nil)
            #expect(try await queries.people(tenant: other, after: nil, limit: 10).isEmpty)
            #expect(try await queries.totals(tenant: other).people == 0)
        }
    }

    @Test func `forgets sealed values on erasure and keeps the figures`() async throws {
        var story = try LearningRecordStory.completed()
        try story.add(
            .civilServant(.personalDataErased(PersonalDataErased(reason: .subjectRequest))),
            to: EnrolmentStream.civilServant(story.person, of: story.tenant),
            hoursLater: 40
        )
        let (person, tenant) = (story.person, story.tenant)
        try await withTables { [envelopes = story.envelopes] client in
            try await apply(envelopes, to: client)
            let queries = LearningRecordQueries(client: client)
            let record = try #require(try await queries.record(of: person, tenant: tenant))
            #expect(record.person.isErased)
            #expect(record.person.name == nil)
            #expect(record.person.number == nil)
            #expect(try await queries.totals(tenant: tenant).hoursCounted == 18)
        }
    }

    @Test func `cancelled hours count no more`() async throws {
        var story = try LearningRecordStory.completed()
        try story.add(
            .learningHours(
                .learningHoursCancelled(LearningHoursCancelled(entry: story.entry, reason: .completionRevoked))
            ),
            to: EnrolmentStream.learningHours(of: story.person, of: story.tenant),
            hoursLater: 50
        )
        let tenant = story.tenant
        try await withTables { [envelopes = story.envelopes] client in
            try await apply(envelopes, to: client)
            let totals = try await LearningRecordQueries(client: client).totals(tenant: tenant)
            #expect(totals.hoursCounted == 0)
            #expect(totals.hoursEntries == 1)
        }
    }

    @Test(arguments: [1, 2, 100]) func `hours that were cancelled can be recorded again`(size: Int) async throws {
        var story = try LearningRecordStory.completed()
        let ledger = EnrolmentStream.learningHours(of: story.person, of: story.tenant)
        let cancelled = LearningHoursCancelled(entry: story.entry, reason: .completionRevoked)
        try story.add(.learningHours(.learningHoursCancelled(cancelled)), to: ledger, hoursLater: 50)
        try story.earn()
        let (person, tenant) = (story.person, story.tenant)
        try await withTables { [envelopes = story.envelopes] client in
            for start in stride(from: 0, to: envelopes.count, by: size) {
                try await apply(Array(envelopes[start..<min(start + size, envelopes.count)]), to: client)
            }
            let record = try #require(
                try await LearningRecordQueries(client: client).record(of: person, tenant: tenant)
            )
            #expect(record.hours.map(\.status) == [.verified])
            #expect(record.hours.map(\.counted) == [18])
        }
    }
}

import EventSourcing
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Testing

@testable import BinaTool

/// What the verifier asks the store about the assessment context's policies.
struct AssessmentDutyTests {
    @Test func `misses the recalculation of an objection until it is there, and none of a repair`() async throws {
        try await withTestDatabase { client, _ in
            var configuration = EventStoreConfiguration(schema: "assessment", source: "assessment")
            configuration.lanes = 1
            _ = try await PostgresEventStore.open(client, configuration)
            let objection = UUID()
            try await record(1, "attempt", UUID(), "attempt-remarked", #"{"objection":"\#(objection)"}"#, in: client)
            try await record(2, "attempt", UUID(), "attempt-remarked", #"{"repair":"\#(UUID())"}"#, in: client)
            #expect(try await missed(in: client) == 1)
            // Another tenant's objection of the same id is another one.
            try await record(3, "objection", objection, "result-recalculated", "{}", tenant: "tebo", in: client)
            #expect(try await missed(in: client) == 1)
            try await record(4, "objection", objection, "result-recalculated", "{}", in: client)
            #expect(try await missed(in: client) == 0)
        }
    }

    @Test func `misses no re-mark of marks that were taken back, and one of the marks that stand`() async throws {
        try await withTestDatabase { client, _ in
            var configuration = EventStoreConfiguration(schema: "assessment", source: "assessment")
            configuration.lanes = 1
            _ = try await PostgresEventStore.open(client, configuration)
            let (exam, attempt, question) = (UUID(), UUID(), UUID())
            let start = #"{"exam":"\#(exam)","paper":[{"question":"\#(question)","revision":1}]}"#
            let repair = #"{"repair":"\#(UUID())","question":"\#(question)","revision":1}"#
            try await record(1, "attempt", attempt, "attempt-started", start, in: client)
            try await record(2, "attempt", attempt, "attempt-marked", "{}", version: 2, in: client)
            try await record(3, "exam", exam, "exam-key-repaired", repair, in: client)
            let duties = AssessmentDuties.ofExams.filter { $0.what == "a re-mark" }
            #expect(try await missed(duties, in: client) == 1)
            try await record(4, "attempt", attempt, "attempt-reopened", "{}", version: 3, in: client)
            #expect(try await missed(duties, in: client) == 0)
        }
    }

    private func missed(_ duties: [PolicyDuty] = AssessmentDuties.ofObjections, in client: PostgresClient)
        async throws -> Int
    {
        let duty = try #require(duties.first)
        let query = "WITH applied AS (SELECT * FROM assessment.events) " + duty.missing("assessment.events")
        return try await client.query(PostgresQuery(query)).count
    }

    private func record(
        _ sequence: Int64,
        _ category: String,
        _ stream: UUID,
        _ type: String,
        _ payload: String,
        tenant: String = "aceh",
        version: Int64 = 1,
        in client: PostgresClient
    ) async throws {
        try await client.execute(
            """
            INSERT INTO assessment.events (sequence, version, occurred_at, stream_id, event_id, command_id,
                correlation_id, lane, tenant, category, type, actor, payload)
            VALUES (\(sequence), \(version), now(), \(stream), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                0, \(tenant), \(category), \("assessment.\(type).v1"), 'somebody', \(payload))
            """
        )
    }
}

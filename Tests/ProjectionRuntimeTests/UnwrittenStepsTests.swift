import EventSourcing
import EventStorePostgres
import FoundationEssentials
import TestSupport
import KafkaClientTesting
import PostgresClient
import ProjectionRuntime
import Testing

@Suite(.timeLimit(.minutes(1)))
struct UnwrittenStepsTests {
    private func policy(in house: House, stepInterval: Duration) -> LocalProjectionRunner {
        var settings = ProjectionSettings()
        settings.stepInterval = stepInterval
        return LocalProjectionRunner(
            PolicyProjection(LabelPolicy(sources: [house.service]), store: house.store, newEventID: { UUID() }),
            schema: "board",
            store: house.store,
            database: house.database,
            client: house.client,
            settings: settings
        )
    }

    private func label(_ count: Int, in house: House) async throws {
        for _ in 0..<count { try await house.append(.labelled(.init(label: "x")), to: try house.newStream()) }
    }

    @Test func `steps over events that concern nobody are written with the next event that does`() async throws {
        try await withHouse { house in
            let runner = policy(in: house, stepInterval: .seconds(3_600))
            let task = Task { await runner.run() }
            try await label(30, in: house)
            try await soon("looked at") { runner.status().applied == 30 }
            #expect(try await house.progress(of: "label-policy.v1").checkpointed == 0)
            #expect(runner.status().batches == 0)
            let stream = try house.newStream()
            try await house.turn(stream)
            try await soon("reacted") { runner.status().applied == 32 }
            // The label that it wrote itself concerns nobody again.
            #expect(try await house.progress(of: "label-policy.v1").checkpointed == 31)
            task.cancel()
            await task.value
        }
    }

    @Test func `steps are written in time when nothing else comes`() async throws {
        try await withHouse { house in
            let runner = policy(in: house, stepInterval: .milliseconds(50))
            let task = Task { await runner.run() }
            try await label(30, in: house)
            try await soon("written") { try await house.isUpToDate("label-policy.v1") }
            task.cancel()
            await task.value
            // A successor goes on from there.
            let next = policy(in: house, stepInterval: .milliseconds(50))
            let again = Task { await next.run() }
            try await label(1, in: house)
            try await soon("written") { try await house.isUpToDate("label-policy.v1") }
            again.cancel()
            await again.value
            #expect(next.status().applied == 1)
        }
    }
}

import EventSourcing
import EventStorePostgres
import FoundationEssentials
import TestSupport
import KafkaClientTesting
import PostgresClient
import ProjectionRuntime
import Testing

/// Whoever turns a switch gets a label on another one: a policy over the service's own events.
struct LabelPolicy: Policy {
    let name = "label-policy.v1"
    let sources: [String]

    func concerns(_ event: EventEnvelope) -> Bool { event.type == SwitchEvent.Name.turned.rawValue }

    func react(to event: EventEnvelope, with reaction: PolicyReaction) async throws {
        let target = StreamID(tenant: event.tenant, category: LabelDecider.category, id: event.stream.id)
        try await reaction.decide("turned", by: LabelDecider.self, on: target)
    }
}

/// Writes every label that it is given.
enum LabelDecider: Decider {
    enum Rejection: Error, Equatable {}

    static let category = "label"
    static let initialState = 0

    static func decide(_ label: String, given state: Int) throws(Rejection) -> [SwitchEvent] {
        [.labelled(.init(label: label))]
    }

    static func evolve(_ state: inout Int, by event: SwitchEvent) { state += 1 }
}

@Suite(.timeLimit(.minutes(1)))
struct LocalProjectionTests {
    func local(_ projection: any Projection, in house: House) -> LocalProjectionRunner {
        LocalProjectionRunner(
            projection,
            schema: "board",
            store: house.store,
            database: house.database,
            client: house.client
        )
    }

    @Test func `two replicas of a local view apply each event once, without Kafka`() async throws {
        try await withHouse { house in
            let runners = (0..<2).map { _ in local(SwitchBoard(source: house.service), in: house) }
            let tasks = runners.map { runner in Task { await runner.run() } }
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 5) }
            try await soon("up to date") { try await house.isUpToDate() }
            // The owner goes; the other one continues.
            let owner = runners[0].status().applied > 0 ? 0 : 1
            tasks[owner].cancel()
            await tasks[owner].value
            for _ in 0..<20 { try await house.turn(try house.newStream(), times: 5) }
            try await soon("up to date") { try await house.isUpToDate() }
            tasks[1 - owner].cancel()
            await tasks[1 - owner].value
            #expect(runners[0].status().applied + runners[1].status().applied == 200)
            try await house.expectBoardEqualsStore()
        }
    }

    @Test func `a policy reacts once to each event, also when its cursor is thrown away`() async throws {
        try await withHouse { house in
            let stream = try house.newStream()
            try await house.turn(stream, times: 10)
            func labels() async throws -> Int64 {
                let rows = try await house.client.query("SELECT count(*) FROM light.events WHERE category = 'label'")
                return try rows.first?.decode(Int64.self, at: 0) ?? -1
            }
            for _ in 0..<2 {
                let policy = PolicyProjection(
                    LabelPolicy(sources: [house.service]),
                    store: house.store,
                    newEventID: { UUID() }
                )
                let runner = local(policy, in: house)
                let task = Task { await runner.run() }
                try await soon("reacted") { try await house.isUpToDate("label-policy.v1") }
                task.cancel()
                await task.value
                #expect(try await labels() == 10)
                try await house.client.execute("DELETE FROM board.checkpoints")
            }
            let causes = try await house.client.query(
                """
                SELECT count(DISTINCT command_id) FROM light.events l
                WHERE category = 'label' AND EXISTS (
                    SELECT FROM light.events t WHERE t.event_id = l.causation_id AND t.correlation_id = l.correlation_id
                )
                """
            )
            #expect(try causes.first?.decode(Int64.self, at: 0) == 10)
        }
    }
}

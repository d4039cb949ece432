import EventSourcing
import EventStorePostgres
import Foundation
import PostgresClient
import PostgresClientTesting
import ProjectionRuntime
import Testing

@testable import BinaTool

/// A policy whose causes are in one database and whose effects are in another.
struct PolicyCheckTests {
    @Test func `ten thousand effects of one cause in another database are as they have to be`() async throws {
        try await withPolicyGround { ground in
            try await ground.follow(causeAt: 1, streams: 10_000)
            #expect(try await ground.differences() == [])
        }
    }

    @Test func `a cause without an effect differs only up to where the policy is`() async throws {
        try await withPolicyGround { ground in
            try await ground.follow(causeAt: 1, streams: 1)
            try await ground.reach(1)
            #expect(try await ground.differences() == [])
            try await ground.reach(2)
            #expect(try await ground.differences().map(\.expected) == ["an effect"])
        }
    }

    @Test func `what began after its cause is missing once the policy on latecomers has been to it`() async throws {
        try await withPolicyGround { ground in
            try await ground.reach(2)
            let late = VerifiedPolicy(
                name: PolicyGround.policy.name,
                source: PolicyGround.policy.source,
                causes: [
                    .init(
                        type: "causes.happened.v1",
                        missing: { events, _ in
                            """
                            SELECT id, 'an end', 0::smallint, 5::bigint, 'aceh/other-' || id
                            FROM unnest(\(events.map(\.id))) e (id) LIMIT 1
                            """
                        },
                        latecomers: "when-late"
                    )
                ]
            )
            #expect(try await ground.differences(late, latecomersAt: 4) == [])
            #expect(try await ground.differences(late, latecomersAt: 5).map(\.expected) == ["an end"])
        }
    }

    @Test(
        arguments: [
            // A command that another cause, or nobody, has derived.
            "UPDATE effects.events SET command_id = gen_random_uuid() WHERE sequence = 7",
            // The same stream is asked twice.
            "UPDATE effects.events SET stream_id = (SELECT stream_id FROM effects.events WHERE sequence = 1), version = 2 WHERE sequence = 7",
            // It names a cause that is not there, or none.
            "UPDATE effects.events SET causation_id = gen_random_uuid() WHERE sequence = 7",
            "UPDATE effects.events SET causation_id = NULL WHERE sequence = 7",
        ]
    )
    func `sees an effect that is not one of its cause`(tampering: String) async throws {
        try await withPolicyGround { ground in
            try await ground.follow(causeAt: 1, streams: 200)
            try await ground.reach(1)
            #expect(try await ground.effects.execute(PostgresQuery(tampering)) == 1)
            #expect(try await ground.differences().count == 1, "\(tampering)")
        }
    }
}

/// Two stores with one lane each; the first has two causes.
private struct PolicyGround {
    static let policy = VerifiedPolicy(
        name: "when-tested",
        source: "causes",
        causes: [
            .init(
                type: "causes.happened.v1",
                missing: { events, _ in "SELECT id, 'an effect' FROM unnest(\(events.map(\.id))) e (id)" }
            )
        ]
    )

    let causes: PostgresClient
    let effects: PostgresClient

    func prepare() async throws {
        for (client, schema) in [(causes, "causes"), (effects, "effects")] {
            var configuration = EventStoreConfiguration(schema: schema, source: schema)
            configuration.lanes = 1
            _ = try await PostgresEventStore.open(client, configuration)
        }
        let books = ProjectionMigrations.bookkeeping(schema: "policies")
        _ = try await migrate(effects, schema: "policies", migrations: books)
        try await causes.execute(
            """
            INSERT INTO causes.events (sequence, version, occurred_at, stream_id, event_id, command_id, correlation_id,
                lane, tenant, category, type, actor, payload)
            SELECT n, 1, now(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                0, 'aceh', 'thing', 'causes.happened.v1', 'somebody', '{}' FROM generate_series(1, 2) n
            """
        )
        try await effects.execute(
            "INSERT INTO policies.checkpoints (projection, source, lane, sequence) VALUES ('when-tested', 'causes', 0, 1)"
        )
    }

    /// The policy has been to so many causes.
    func reach(_ sequence: Int64) async throws {
        try await effects.execute(
            "UPDATE policies.checkpoints SET sequence = \(sequence) WHERE projection = \(Self.policy.name)"
        )
    }

    /// The policy's commands because of a cause, one for each of so many streams, the last of which are named first.
    func follow(causeAt sequence: Int64, streams: Int) async throws {
        let id = try await causes.query("SELECT event_id FROM causes.events WHERE sequence = \(sequence)")
        let cause = try #require(try id.decode(UUID.self).first)
        let commands = (0..<streams).reversed().map { PolicyCheck.command(Self.policy.name, cause, $0) }
        try await effects.execute(
            """
            INSERT INTO effects.events (sequence, version, occurred_at, stream_id, event_id, command_id, correlation_id,
                causation_id, lane, tenant, category, type, actor, payload)
            SELECT n, 1, now(), gen_random_uuid(), gen_random_uuid(), id, gen_random_uuid(),
                \(cause), 0, 'aceh', 'other', 'effects.followed.v1', 'when-tested', '{}'
            FROM unnest(\(commands)) WITH ORDINALITY c (id, n)
            """
        )
    }

    /// `latecomersAt`: how far the policy on the effects' own store is.
    func differences(_ policy: VerifiedPolicy = Self.policy, latecomersAt sequence: Int64 = 0)
        async throws -> [Difference]
    {
        let findings = Findings()
        try await effects.execute(
            """
            INSERT INTO policies.checkpoints (projection, source, lane, sequence)
            VALUES ('when-late', 'effects', 0, \(sequence))
            ON CONFLICT (projection, source, lane) DO UPDATE SET sequence = excluded.sequence
            """
        )
        let late = Consumer(
            projection: "when-late",
            source: "effects",
            service: "effects",
            schema: "policies",
            area: "when-late"
        )
        let consumer = Consumer(
            projection: Self.policy.name,
            source: "causes",
            service: "effects",
            schema: "policies",
            area: Self.policy.name
        )
        try await Snapshot.with(of: effects.configuration) { early in
            let books = try await ProjectionBooks(of: consumer, topic: "bina.causes.events", in: early)
            let lateBooks = try await ProjectionBooks(of: late, topic: "bina.effects.events", in: early)
            try await Snapshot.with(of: causes.configuration) { causes in
                try await Snapshot.with(of: effects.configuration) { late in
                    try await PolicyCheck(
                        policy: policy,
                        books: books,
                        siblings: ["when-late": lateBooks],
                        causes: PolicyCheck.Place(snapshot: causes, schema: "causes"),
                        effects: PolicyCheck.Place(snapshot: early, schema: "effects"),
                        store: late,
                        tenantCondition: "true",
                        findings: findings
                    )
                    .run()
                }
            }
        }
        return findings.report(after: 0).shown
    }
}

private func withPolicyGround(_ body: (PolicyGround) async throws -> Void) async throws {
    try await withTestDatabase { causes, _ in
        try await withTestDatabase { effects, _ in
            let ground = PolicyGround(causes: causes, effects: effects)
            try await ground.prepare()
            try await body(ground)
        }
    }
}

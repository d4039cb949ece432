import EnrolmentEvents
import EventSourcing
import Foundation
import PostgresClient

/// Holds what a policy was to do against what it did: for each cause up to its position the effect, exactly once.
struct PolicyCheck {
    let snapshot: Snapshot
    let schema: String
    let books: ProjectionBooks
    /// The types of the events that it reacts to.
    let causes: [String]
    /// Those of them that always have an effect, unless the ledger has it from before.
    var certain: Set<String> = []
    let tenantCondition: String
    let findings: Findings

    /// What was appended because of one event.
    private struct Effect: Hashable {
        let command: UUID
        let stream: String
    }

    func run() async throws {
        let types = causes.map { "'\($0)'" }.joined(separator: ", ")
        // The cause's columns, then what followed from it: "<command> <stream>" each.
        var cursor = try await snapshot.cursor(
            "policy_\(books.projection.replacing("-", with: "_"))",
            """
            SELECT \(StoredEvent.columns("c")), coalesce(x.effects, '') FROM \(schema).events c
            LEFT JOIN (
                SELECT causation_id, string_agg(DISTINCT command_id::text || ' ' || category || '-' || stream_id, ',') AS effects
                FROM \(schema).events WHERE causation_id IS NOT NULL AND actor = '\(books.projection)'
                GROUP BY causation_id
            ) x ON x.causation_id = c.event_id
            WHERE c.type IN (\(types)) AND \(tenantCondition)
            """
        )
        while let row = try await cursor.next() {
            guard let event = try StoredEvent.read(row) else { continue }
            let effects: String = try row.decode(at: 16)
            try await check(event, effects.split(separator: ",").compactMap(Self.effect))
        }
        try await checkOrphans(types)
    }

    private func check(_ event: EventEnvelope, _ effects: [Effect]) async throws {
        findings.count("causes of \(books.projection)")
        let place = "what follows from \(event.stream) version \(event.version) (\(event.place))"
        // More than anybody takes part in at once.
        let commands = Set((0..<256).map { Self.command(books.projection, event.id, $0) })
        for effect in effects where !commands.contains(effect.command) {
            findings.differ(books.area, place, expected: "a command id of the policy", found: effect.command.lowercased)
        }
        for (stream, repeated) in Dictionary(grouping: effects, by: \.stream) where repeated.count > 1 {
            findings.differ(books.area, place, expected: "once on \(stream)", found: "\(repeated.count) times")
        }
        guard effects.isEmpty, certain.contains(event.type), books.hasApplied(event) else { return }
        if try await ledgerHas(event) { return }
        findings.differ(books.area, place, expected: "an entry of the ledger", found: "none")
    }

    /// Whether the person's ledger got an entry for the batch at some time.
    private func ledgerHas(_ event: EventEnvelope) async throws -> Bool {
        guard case .batch(.participantCompleted(let fact)) = try EnrolmentEvent(recorded: event) else { return true }
        let rows = try await snapshot.rows(
            """
            SELECT 1 FROM \(raw: schema).events WHERE stream_id = \(fact.civilServant.uuid)
                AND category = 'learning-hours' AND tenant = \(event.tenant.name)
                AND type LIKE 'enrolment.learning-hours-recorded.%'
                AND payload::json ->> 'entry' = \(event.stream.id.lowercased) LIMIT 1
            """
        )
        return !rows.isEmpty
    }

    /// Nothing follows from an event that is not there.
    private func checkOrphans(_ types: String) async throws {
        let orphans = try await snapshot.rows(
            """
            SELECT x.lane, x.sequence FROM \(raw: schema).events x
            LEFT JOIN \(raw: schema).events c ON c.event_id = x.causation_id AND c.type IN (\(raw: types))
            WHERE x.actor = \(books.projection) AND x.causation_id IS NOT NULL AND c.event_id IS NULL LIMIT 100
            """
        ).decode((Int16, Int64).self)
        for (lane, sequence) in orphans {
            findings.differ(
                books.area,
                "\(LanePlace(lane: lane, sequence: sequence))",
                expected: "a cause in the store",
                found: "none"
            )
        }
    }

    private static func effect(_ text: Substring) -> Effect? {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let command = UUID(uuidString: String(parts[0])) else { return nil }
        return Effect(command: command, stream: String(parts[1]))
    }

    /// The id of a policy's `index`-th command for an event, as it is promised to stay for ever: a UUID of version 8 from
    /// four hashes over the policy's name, the index and the event's id.
    static func command(_ policy: String, _ event: UUID, _ index: Int) -> UUID {
        let name = Array("\(policy)/\(index)/".utf8) + event.bytes
        let digest = (UInt8(0)..<4).flatMap { part -> [UInt8] in
            let hash = murmur2([part] + name)
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> $0) }
        }
        return UUID(digest: digest) ?? event
    }
}

import EventSourcing
import Foundation
import PostgresClient

/// Holds what a policy was to do against what it did: for each cause up to its position the effect, exactly once.
///
/// Causes and effects come in the order of the causes' ids, each from its own store: no more than one cause's effects
/// are in memory.
struct PolicyCheck {
    let policy: VerifiedPolicy
    let books: ProjectionBooks
    /// Where the causes are; looked at after the effects.
    let causes: Place
    /// Where the policy appends, as it was when its books were read.
    let effects: Place
    /// The same, looked at later.
    let store: Snapshot
    let tenantCondition: String
    let findings: Findings

    /// A store's schema as of one instant.
    struct Place {
        let snapshot: Snapshot
        let schema: String
    }

    private var area: String { books.consumer.area }

    func run() async throws {
        let types = policy.causes.map { "'\($0.type)'" }.joined(separator: ", ")
        var cursor = try await causes.snapshot.cursor(
            "causes_\(policy.name.replacing("-", with: "_"))",
            """
            SELECT \(StoredEvent.columns()) FROM \(causes.schema).events e
            WHERE e.type IN (\(types)) AND \(tenantCondition) ORDER BY e.event_id
            """
        )
        var followed = try await EffectReader(of: policy.name, effects, where: tenantCondition)
        while let row = try await cursor.next() {
            guard let event = try StoredEvent.read(row) else { continue }
            while let effect = try await followed.next(before: event.id) { report(orphan: effect) }
            try await check(event, try await followed.all(of: event.id))
        }
        while let effect = try await followed.next(before: nil) { report(orphan: effect) }
    }

    private func check(_ event: EventEnvelope, _ effects: Set<EffectReader.Step>) async throws {
        findings.count("causes of \(policy.name)")
        let place = "what follows from \(event.stream) version \(event.version) (\(event.place))"
        for command in try await strangers(among: effects, of: event) {
            findings.differ(area, place, expected: "a command id of the policy", found: command.lowercased)
        }
        for (stream, repeated) in Dictionary(grouping: effects, by: \.stream) where repeated.count > 1 {
            findings.differ(area, place, expected: "once on \(stream)", found: "\(repeated.count) times")
        }
        guard effects.isEmpty, books.hasApplied(event),
            let trace = policy.causes.first(where: { $0.type == event.type })?.trace,
            let query = try trace(event, self.effects.schema)
        else { return }
        if try await store.rows(query).isEmpty {
            findings.differ(area, place, expected: "an effect in \(self.effects.schema)", found: "none")
        }
    }

    /// Commands that are not derived from the event.
    ///
    /// A reaction numbers its commands by the streams that it goes through, of which there are no more than the store has;
    /// that many are only tried when the first few do not explain every effect.
    private func strangers(among effects: Set<EffectReader.Step>, of event: EventEnvelope) async throws -> Set<UUID> {
        // Of an event that concerns many streams, each command is named after its stream.
        let named = effects.filter { Self.command("\(policy.name)/\($0.stream.suffix(36))", event.id, 0) == $0.command }
        var rest = Set(effects.subtracting(named).map(\.command))
        func explain(_ indices: Range<Int>) {
            for index in indices where !rest.isEmpty { rest.remove(Self.command(policy.name, event.id, index)) }
        }
        let few = 256
        explain(0..<few)
        guard !rest.isEmpty else { return [] }
        explain(few..<max(few, try await streamCount(of: event.tenant)))
        return rest
    }

    private func streamCount(of tenant: TenantID) async throws -> Int {
        let rows = try await store.rows(
            """
            SELECT count(*) FROM \(raw: effects.schema).events WHERE version = 1 AND tenant = \(tenant.name)
            """
        )
        return Int(try rows.decode(Int64.self).first ?? 0)
    }

    /// Nothing follows from an event that is not there.
    private func report(orphan effect: EffectReader.Effect) {
        findings.differ(area, "\(effect.place)", expected: "a cause in \(causes.schema)", found: "none")
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

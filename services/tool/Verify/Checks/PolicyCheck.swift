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
    /// How far the context's policies on its own events are, by name.
    let siblings: [String: ProjectionBooks]
    /// Where the causes are; looked at after the effects.
    let causes: Place
    /// Where the policy appends, as it was when its books were read.
    let effects: Place
    /// The same, looked at later; the policy's books say how much of it counts.
    let store: Snapshot
    let tenantCondition: String
    let findings: Findings

    /// A store's schema as of one instant.
    struct Place {
        let snapshot: Snapshot
        let schema: String
    }

    private var area: String { books.consumer.area }

    /// Causes by type for which it has to be asked what is missing.
    private typealias Asked = [String: [EventEnvelope]]

    private static let page = 1_000

    func run() async throws {
        var asked: Asked = [:]
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
            try await check(event, try await followed.all(of: event.id), &asked)
        }
        while let effect = try await followed.next(before: nil) { report(orphan: effect) }
        for cause in policy.causes { try await ask(cause, asked[cause.type] ?? []) }
        for duty in policy.duties { try await check(duty) }
    }

    private func check(_ event: EventEnvelope, _ effects: Set<EffectReader.Step>, _ asked: inout Asked) async throws {
        findings.count("causes of \(policy.name)")
        let place = place(of: event)
        for command in strangers(among: effects, of: event) {
            findings.differ(area, place, expected: "a command id of the policy", found: command.lowercased)
        }
        guard let cause = policy.causes.first(where: { $0.type == event.type }) else { return }
        for (stream, repeated) in Dictionary(grouping: effects, by: \.stream)
        where repeated.count > 1 && !cause.mayRepeat {
            findings.differ(area, place, expected: "once on \(stream)", found: "\(repeated.count) times")
        }
        guard cause.missing != nil, effects.isEmpty || cause.isWide, books.hasApplied(event) else { return }
        asked[cause.type, default: []].append(event)
        if let page = asked[cause.type], page.count == Self.page {
            asked[cause.type] = nil
            try await ask(cause, page)
        }
    }

    private func ask(_ cause: VerifiedPolicy.Cause, _ events: [EventEnvelope]) async throws {
        guard !events.isEmpty, let query = try cause.missing?(events, effects.schema) else { return }
        let byID = Dictionary(events.map { ($0.id, $0) }) { first, _ in first }
        for row in try await store.rows(query) {
            let (id, what) = try row.decode((UUID, String).self)
            guard let event = byID[id], try isOverdue(row, cause) else { continue }
            findings.differ(area, place(of: event), expected: what, found: "none")
        }
    }

    /// Whether what is missing began where the policy on latecomers has been.
    private func isOverdue(_ row: PostgresRow, _ cause: VerifiedPolicy.Cause) throws -> Bool {
        guard let name = cause.latecomers else { return true }
        guard let books = siblings[name] else { throw Refusal("nobody read the books of \(name)") }
        let (lane, sequence, stream): (Int16, Int64, String) =
            (try row.decode(at: 2), try row.decode(at: 3), try row.decode(at: 4))
        return sequence <= books.positions[lane]?.sequence ?? 0 && !books.leavesOut(stream)
    }

    private func place(of event: EventEnvelope) -> String {
        "what follows from \(event.stream) version \(event.version) (\(event.place))"
    }

    /// Commands that are not derived from the event: by their number in the reaction, or by the stream.
    private func strangers(among effects: Set<EffectReader.Step>, of event: EventEnvelope) -> Set<UUID> {
        let others = effects.filter { $0.command != Self.command(policy.name, event.id, on: $0.stream) }
        var rest = Set(others.map(\.command))
        for index in 0..<(256 + effects.count) where !rest.isEmpty {
            rest.remove(Self.command(policy.name, event.id, index))
        }
        return rest
    }

    /// All causes at once; those of streams that are parked, or left out by an operator, are not looked at.
    private func check(_ duty: PolicyDuty) async throws {
        let (lanes, sequences) = (Array(books.positions.keys), books.positions.values.map(\.sequence))
        let rows = try await store.rows(
            """
            WITH applied AS NOT MATERIALIZED (
                SELECT e.* FROM \(raw: causes.schema).events e
                JOIN unnest(\(lanes), \(sequences)) p (lane, reached) ON e.lane = p.lane AND e.sequence <= p.reached
                WHERE \(raw: tenantCondition)
            ) \(raw: duty.missing("\(causes.schema).events")) LIMIT 1000
            """
        ).decode((Int16, Int64, String, Int64, String).self)
        for (lane, sequence, stream, version, target) in rows {
            guard !books.leavesOut(stream), !books.leavesOut(target) else { continue }
            let place = LanePlace(lane: lane, sequence: sequence)
            findings.differ(
                area,
                "what follows from \(stream) version \(version) (\(place)) for \(target)",
                expected: duty.what,
                found: "none"
            )
        }
    }

    /// Nothing follows from an event that is not there.
    private func report(orphan effect: EffectReader.Effect) {
        findings.differ(area, "\(effect.place)", expected: "a cause in \(causes.schema)", found: "none")
    }

    /// The id of a policy's command for an event on one of the many streams that it concerns: as the first command of a
    /// policy whose name has the stream's id after it.
    static func command(_ policy: String, _ event: UUID, on stream: String) -> UUID {
        command("\(policy)/\(stream.suffix(36))", event, 0)
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

import EventSourcing
import Foundation
import PostgresClient

/// What is true of one store by itself: gap-free lanes, commands that point at their events.
struct StoreCheck {
    let snapshot: Snapshot
    let schema: String
    let area: String
    let findings: Findings

    /// A store's identity and its lanes' heads.
    struct Shape: Sendable {
        let identity: UUID
        /// Of earlier generations of the store.
        let formerIdentities: Set<UUID>
        let lanes: Int
        /// By lane; 0 for an empty one.
        let heads: [Int16: Int64]
    }

    func run() async throws -> Shape {
        let shape = try await readShape()
        try await checkLanes(shape)
        try await checkEventIDs()
        try await checkCommands()
        return shape
    }

    private func readShape() async throws -> Shape {
        let stores = try await snapshot.rows("SELECT identity, lanes, former_identities FROM \(raw: schema).store")
        guard stores.count == 1,
            let (identity, lanes, former) = try stores.first?.decode((UUID, Int16, [UUID]).self)
        else {
            throw Refusal("the \(area) says \(stores.count) times which store it is, instead of once")
        }
        let rows = try await snapshot.rows(
            "SELECT lane, max(sequence) FROM \(raw: schema).events GROUP BY lane"
        ).decode((Int16, Int64).self)
        var heads = Dictionary(uniqueKeysWithValues: (0..<lanes).map { ($0, Int64(0)) })
        for (lane, head) in rows { heads[lane] = head }
        return Shape(identity: identity, formerIdentities: Set(former), lanes: Int(lanes), heads: heads)
    }

    /// Sequences are unique by the primary key, so as many as the highest number means no gap.
    private func checkLanes(_ shape: Shape) async throws {
        let rows = try await snapshot.rows(
            "SELECT lane, count(*), min(sequence), max(sequence) FROM \(raw: schema).events GROUP BY lane ORDER BY lane"
        ).decode((Int16, Int64, Int64, Int64).self)
        for (lane, count, first, last) in rows {
            if Int(lane) >= shape.lanes || lane < 0 {
                findings.differ(area, "lane \(lane)", expected: "a lane below \(shape.lanes)", found: "\(count) events")
            }
            if first != 1 || count != last { try await nameGaps(lane) }
        }
    }

    private func nameGaps(_ lane: Int16) async throws {
        let gaps = try await snapshot.rows(
            """
            SELECT before + 1, sequence - 1 FROM (
                SELECT sequence, lag(sequence, 1, 0::bigint) OVER (ORDER BY sequence) AS before
                FROM \(raw: schema).events WHERE lane = \(lane)
            ) s WHERE sequence <> before + 1 ORDER BY sequence LIMIT 100
            """
        ).decode((Int64, Int64).self)
        for (from, through) in gaps {
            findings.differ(
                area,
                "lane \(lane)",
                expected: "sequences without a gap",
                found: "\(from) to \(through) missing"
            )
        }
    }

    private func checkEventIDs() async throws {
        let repeated = try await snapshot.rows(
            """
            SELECT event_id, count(*) FROM \(raw: schema).events GROUP BY event_id HAVING count(*) > 1 LIMIT 100
            """
        ).decode((UUID, Int64).self)
        for (id, count) in repeated {
            findings.differ(area, "event \(id.lowercased)", expected: "once", found: "\(count) times")
        }
    }

    /// A command points at its last event; an event younger than the oldest command kept has its command, and so has one
    /// of the last day, since no command is forgotten sooner.
    private func checkCommands() async throws {
        let astray = try await snapshot.rows(
            """
            SELECT c.tenant, c.command_id, c.lane, c.sequence FROM \(raw: schema).commands c
            LEFT JOIN \(raw: schema).events e ON e.lane = c.lane AND e.sequence = c.sequence
            WHERE (e.tenant, e.category, e.stream_id, e.version, e.command_id)
                IS DISTINCT FROM (c.tenant, c.category, c.stream_id, c.version, c.command_id)
            LIMIT 100
            """
        ).decode((String, UUID, Int16, Int64).self)
        for (tenant, id, lane, sequence) in astray {
            findings.differ(
                area,
                "command \(tenant)/\(id.lowercased)",
                expected: "its last event at \(LanePlace(lane: lane, sequence: sequence))",
                found: "another event or none"
            )
        }
        let lost = try await snapshot.rows(
            """
            SELECT e.tenant, e.command_id, min(e.lane), min(e.sequence) FROM \(raw: schema).events e
            LEFT JOIN \(raw: schema).commands c ON c.command_id = e.command_id AND c.tenant = e.tenant
            WHERE c.command_id IS NULL
                AND e.recorded_at > least(
                    (SELECT min(recorded_at) + interval '1 second' FROM \(raw: schema).commands),
                    now() - interval '23 hours'
                )
            GROUP BY e.tenant, e.command_id LIMIT 100
            """
        ).decode((String, UUID, Int16, Int64).self)
        for (tenant, id, lane, sequence) in lost {
            findings.differ(
                area,
                "command \(tenant)/\(id.lowercased)",
                expected: "a row, as its event at \(LanePlace(lane: lane, sequence: sequence)) is recent",
                found: "none"
            )
        }
    }
}

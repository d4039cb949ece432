import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime
import Synchronization

/// An invented domain: switches that are turned, and sometimes relabelled.
enum SwitchEvent: DomainEvent {
    enum Name: String, CaseIterable, Hashable, Sendable {
        case turned = "light.turned.v1"
        case labelled = "light.labelled.v1"
    }

    struct Turned: EventPayload {
        let isOn: Bool
        let watts: Int
    }

    struct Labelled: EventPayload {
        let label: String
    }

    case turned(Turned)
    case labelled(Labelled)

    var name: Name {
        switch self {
        case .turned: .turned
        case .labelled: .labelled
        }
    }

    var payload: any EventPayload {
        switch self {
        case .turned(let payload): payload
        case .labelled(let payload): payload
        }
    }

    init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .turned: self = .turned(try CanonicalJSON.decode(Turned.self, from: body))
        case .labelled: self = .labelled(try CanonicalJSON.decode(Labelled.self, from: body))
        }
    }
}

/// One row per switch: how often it was turned, and the order in which that came.
///
/// Says loudly when it applies twice.
final class SwitchBoard: FoldingProjection {
    let name: String
    let sources: [String]
    /// Labels that the author's code cannot take.
    let forbidden = Mutex<Set<String>>([])
    let applyDelay: Duration
    let schema: String

    /// The name is the consumer group's too: tests that share a cluster must not share a group.
    init(source: String, applyDelay: Duration = .zero, schema: String = "board") {
        self.schema = schema
        name = Self.name(source)
        self.applyDelay = applyDelay
        sources = [source]
    }

    struct BadLabel: Error {}

    static func name(_ source: String) -> String { "switch-board.\(source).v1" }

    static let migration = migration(schema: "board")

    static func migration(schema: String) -> Migration {
        Migration(name: "switches", sql: tables, searchPath: schema)
    }

    private static let tables = """
        CREATE TABLE switches (
            stream_id uuid PRIMARY KEY, turns bigint NOT NULL, label text, versions bigint[] NOT NULL
        );
        CREATE TABLE seen (stream_id uuid, version bigint, PRIMARY KEY (stream_id, version));
        """

    func writes(of events: [EventEnvelope]) throws -> [PostgresQuery] {
        let known = try events.decode(SwitchEvent.self)
        // A second application of any event fails on this table's key.
        var writes: [PostgresQuery] = [
            "SELECT pg_sleep(\(applyDelay / .seconds(1)))",
            """
            INSERT INTO \(raw: schema).seen SELECT * FROM unnest(
                \(known.map(\.envelope.stream.id)), \(known.map(\.envelope.version))
            )
            """,
        ]
        for recorded in known {
            var label: String?
            var turns: Int64 = 0
            switch recorded.event {
            case .turned: turns = 1
            case .labelled(let labelled):
                guard !forbidden.withLock({ $0.contains(labelled.label) }) else { throw BadLabel() }
                label = labelled.label
            }
            writes.append(
                """
                INSERT INTO \(raw: schema).switches AS s
                VALUES (\(recorded.envelope.stream.id), \(turns), \(label.postgresValue), ARRAY[\(recorded.envelope.version)])
                ON CONFLICT (stream_id) DO UPDATE SET turns = s.turns + excluded.turns,
                    label = coalesce(excluded.label, s.label), versions = s.versions || excluded.versions
                """
            )
        }
        return writes
    }
}

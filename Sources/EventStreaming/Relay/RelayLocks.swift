package import EventSourcing
package import KafkaClient
import PostgresClient

/// Which replica relays which lane, by advisory locks of one session: they end with the connection, whatever happens.
struct RelayLocks {
    /// What the lock table says.
    struct Sharing: Equatable {
        let members: Int
        let held: Set<Lane>
    }

    private let connection: PostgresConnection
    private let lockClass: Int32
    /// Not a lane's number: held shared by every replica.
    private static let member = Int32.max

    /// Joins the replicas that relay this store.
    init(joining schema: String, on connection: PostgresConnection) async throws {
        let rows = try await connection.query("SELECT hashtext(\("bina relay of " + schema))")
        guard let row = rows.first else { throw RelayError.noAnswer }
        self.connection = connection
        lockClass = try row.decode(at: 0)
        _ = try await connection.query("SELECT pg_advisory_lock_shared(\(lockClass), \(Self.member))")
    }

    func sharing() async throws -> Sharing {
        let rows = try await connection.query(
            """
            SELECT objid::bigint FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 2
                AND classid::bigint = \(Int64(UInt32(bitPattern: lockClass)))
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        )
        var members = 0
        var held: Set<Lane> = []
        for row in rows {
            let object: Int64 = try row.decode(at: 0)
            if object == Int64(Self.member) { members += 1 } else { held.insert(Lane(Int16(clamping: object))) }
        }
        return Sharing(members: members, held: held)
    }

    /// Those of the lanes that nobody else holds are ours from now on.
    func acquire(_ lanes: [Lane]) async throws -> [Lane] {
        guard !lanes.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT l.lane, pg_try_advisory_lock(\(lockClass), l.lane::integer)
            FROM unnest(\(lanes.map(\.number))) l (lane)
            """
        )
        return try rows.decode((Int16, Bool).self).filter { $0.1 }.map { Lane($0.0) }
    }

    func release(_ lanes: [Lane]) async throws {
        guard !lanes.isEmpty else { return }
        _ = try await connection.query(
            """
            SELECT pg_advisory_unlock(\(lockClass), l.lane::integer)
            FROM unnest(\(lanes.map(\.number))) l (lane)
            """
        )
    }
}

/// Why a relay cannot go on for the moment.
package enum RelayError: Error, Sendable, Equatable, CustomStringConvertible {
    case noAnswer
    /// The bus gave no record although there is one.
    case busSilent(KafkaPartition)
    /// A lane's sequences have a hole: the store broke its promise.
    case hole(lane: Lane, after: Int64)
    /// The bus has no such topic or partition any more.
    case topicGone(String)
    /// The store does not hold an event that was sent from it: it was restored from a backup.
    case storeRestored(lane: Lane, sent: Int64, head: Int64)
    /// The store has got another identity since this process opened it.
    case storeReplaced

    package var description: String {
        switch self {
        case .noAnswer: "the database gave an empty answer"
        case .busSilent(let partition): "\(partition) did not give its record in time"
        case .topicGone(let reason): "the topic is gone and is made anew: \(reason)"
        case .storeRestored(let lane, let sent, let head) where head < sent:
            "event \(sent) of lane \(lane) was sent, but the store ends at \(head): it was restored from a backup. "
                + "Nothing is sent until it is accepted: bina repair restored-store"
        case .storeRestored(let lane, let sent, _):
            "event \(sent) of lane \(lane) was sent, but the store holds another one there: it was restored from a "
                + "backup. Nothing is sent until it is accepted: bina repair restored-store"
        case .storeReplaced: "the store has a new identity: this process has to start again"
        case .hole(let lane, let after): "lane \(lane) has a hole after sequence \(after): check the store"
        }
    }
}

extension RelayError {
    /// The store is not the one that it was.
    var concernsStore: Bool {
        switch self {
        case .storeRestored, .storeReplaced: true
        case .noAnswer, .busSilent, .topicGone, .hole: false
        }
    }
}

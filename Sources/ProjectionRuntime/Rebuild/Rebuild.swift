import EventSourcing
package import EventStreaming
package import PostgresClient
import Synchronization

/// Makes a read model anew beside the one that is read, compares the two, and puts one in the other's place.
///
/// What is under way stands in the database as schemas, so it outlives processes and is the same for all replicas: a
/// shadow runner fills `…_next`; a switch renames the current one to `…_previous`; going back turns that one into
/// `…_next` again, and it catches up before it is switched to. Queries read the current name all the time.
package final class Rebuild: Sendable {
    /// A second runner of the projection, on another schema.
    package struct Shadow: Sendable {
        let run: @Sendable () async -> Void
        let status: @Sendable () -> ProjectionStatus

        package init(_ runner: ProjectionRunner) {
            run = { await runner.run() }
            status = { runner.status() }
        }

        package init(_ runner: LocalProjectionRunner) {
            run = { await runner.run() }
            status = { runner.status() }
        }
    }

    /// What operators call the read model: `learning-record`.
    package let name: String
    /// Of the current one.
    package var schema: String { schemas.current }
    let schemas: RebuildSchemas
    let database: PostgresClient
    let projection: @Sendable (_ schema: String) -> any Projection
    let migrations: @Sendable (_ schema: String) -> [Migration]
    let feeds: [String: any FeedClient]
    let shadow: @Sendable (_ schema: String) -> Shadow
    /// The runner of the current schema is to read back where it is.
    let lookAgain: @Sendable () -> Void
    private let log: StreamingLog
    private let running = Mutex<Shadow?>(nil)
    private let seen = Mutex(RebuildStatus())
    private let bell = Wakeup()

    package init(
        _ name: String,
        schema: String,
        database: PostgresClient,
        projection: @escaping @Sendable (_ schema: String) -> any Projection,
        migrations: @escaping @Sendable (_ schema: String) -> [Migration],
        feeds: [String: any FeedClient],
        shadow: @escaping @Sendable (_ schema: String) -> Shadow,
        lookAgain: @escaping @Sendable () -> Void = {},
        log: @escaping StreamingLog = { _ in }
    ) {
        self.name = name
        schemas = RebuildSchemas(schema)
        self.database = database
        self.projection = projection
        self.migrations = migrations
        self.feeds = feeds
        self.shadow = shadow
        self.lookAgain = lookAgain
        self.log = log
    }

    /// What was last seen of it, at most a second or two ago; for metrics.
    package var lastSeen: RebuildStatus { seen.withLock { $0 } }

    /// Runs the shadow while there is a schema to fill; for every replica, until the task is cancelled.
    package func run() async {
        var work: (schema: Int64, task: Task<Void, Never>)?
        var current: Int64?
        while !Task.isCancelled {
            if let state = try? await schemas.state(in: database) {
                if let busy = work, busy.schema != state.next {
                    await end(busy.task)
                    work = nil
                }
                if work == nil, let next = state.next { work = (next, begin()) }
                if let before = current, state.current != before { lookAgain() }
                current = state.current ?? current
                if let status = try? await look() { seen.withLock { $0 = status } }
            }
            await bell.wait(atMost: .seconds(1))
        }
        if let work { await end(work.task) }
    }

    private func begin() -> Task<Void, Never> {
        let shadow = shadow(schemas.next)
        running.withLock { $0 = shadow }
        say("rebuild: a shadow runner fills the next schema")
        return Task { await shadow.run() }
    }

    private func end(_ task: Task<Void, Never>) async {
        task.cancel()
        await task.value
        running.withLock { $0 = nil }
        say("rebuild: the shadow runner ended")
    }

    func say(_ message: String) {
        log(StreamingLogEntry(.notice, message, ["read-model": name, "schema": schemas.current]))
    }

    /// Something changed: the keeper looks now.
    func ring() { bell.ring() }

    /// How far it is, by what the feeds say at this moment.
    package func status() async throws -> RebuildStatus {
        var status = try await look()
        guard status.isFilling else { return status }
        let heads = try await feedHeads().heads.values.reduce(0, +)
        status.total = max(heads, status.next?.events ?? 0)
        return status
    }

    /// The same without asking anybody: what is needed is what is known of it.
    private func look() async throws -> RebuildStatus {
        let state = try await schemas.state(in: database)
        var status = RebuildStatus()
        status.hasCurrent = state.current != nil
        status.isFilling = state.next != nil
        status.hasPrevious = state.previous != nil
        if state.current != nil { status.current = try await position(schemas.current) }
        guard state.next != nil else { return status }
        status.next = try await position(schemas.next)
        let shadow = running.withLock { $0 }?.status()
        status.trouble = shadow.flatMap(Self.trouble)
        let heads = shadow?.lanes.values.compactMap(\.head).reduce(0, +) ?? 0
        let isSame = status.next?.stores.isDisjoint(with: status.current?.stores ?? []) != true
        status.total = max(heads, isSame ? status.current?.events ?? 0 : 0, status.next?.events ?? 0)
        return status
    }

    private static func trouble(_ status: ProjectionStatus) -> String? {
        if let reason = status.stoppedSources.values.min() { return reason }
        switch status.state {
        case .stalled(let reason), .waiting(let reason): return reason
        case .starting, .running, .catchingUp, .stopped: return nil
        }
    }

    private func position(_ schema: String) async throws -> RebuildStatus.Position {
        let rows = try await database.query(
            """
            SELECT coalesce(sum(sequence), 0)::bigint,
                (SELECT count(*) FROM \(raw: schema).parked_streams WHERE projection = \(projection(schema).name)),
                coalesce(string_agg(DISTINCT store::text, ','), '')
            FROM \(raw: schema).checkpoints WHERE projection = \(projection(schema).name)
            """
        )
        guard let row = rows.first else { throw RebuildRefusal("the database gave an empty answer") }
        let (events, parked, stores) = try row.decode((Int64, Int64, String).self)
        return .init(events: events, parkedStreams: parked, stores: Set(stores.split(separator: ",").map(String.init)))
    }
}

/// How far a rebuild is.
package struct RebuildStatus: Sendable, Equatable {
    /// How far one schema is.
    package struct Position: Sendable, Equatable {
        /// Events behind its checkpoints, of all lanes together.
        package let events: Int64
        package let parkedStreams: Int64
        let stores: Set<String>
    }

    package internal(set) var hasCurrent = false
    /// A next schema is being filled, or waits to be switched to.
    package internal(set) var isFilling = false
    /// The one before the last switch is still there.
    package internal(set) var hasPrevious = false
    package internal(set) var current: Position?
    package internal(set) var next: Position?
    /// Events that the next one has to have, as far as it is known.
    package internal(set) var total: Int64 = 0
    /// Why the next one is not filled at the moment.
    package internal(set) var trouble: String?

    /// The next one has caught up, give or take what is on its way while commands go on.
    package var isCaughtUp: Bool {
        guard isFilling, trouble == nil, let next else { return false }
        return total - next.events <= max(50, total / 200)
    }
}

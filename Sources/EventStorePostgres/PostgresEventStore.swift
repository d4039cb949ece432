package import EventSourcing
package import FoundationEssentials
package import PostgresClient
import Synchronization

/// One service's append-only truth in PostgreSQL.
///
/// Lane sequences are gap-free and become visible in order, so a reader needs one number per lane and can never step
/// over a late commit; transactions of strangers neither hide events nor hold anything up.
package final class PostgresEventStore: EventStore {
    package let configuration: EventStoreConfiguration
    /// Changes when the store is made anew, so that readers notice that they face another history.
    package let identity: UUID
    package let laneCount: Int
    /// For readers that follow every lane at its end.
    package let newest = SharedFeed()
    let client: PostgresClient
    private let committers: [AppendCommitter]
    private let listeners: Listeners
    private let refusal = Mutex<(reason: String, counts: ContinuousClock.Instant)?>(nil)
    var reader: StoreReader { StoreReader(schema: configuration.schema) }

    /// Brings the schema up to date, makes the store if it is new, and opens it.
    ///
    /// - Throws: `PostgresError` when the database cannot be reached or the schema was tampered with.
    package static func open(_ client: PostgresClient, _ configuration: EventStoreConfiguration) async throws
        -> PostgresEventStore
    {
        let schema = configuration.schema
        _ = try await migrate(client, schema: schema, migrations: EventStoreMigrations.store(schema: schema))
        try await client.execute(
            "insert into \"\(raw: schema)\".store (lanes) values (\(Int16(configuration.lanes))) on conflict do nothing"
        )
        let rows = try await client.query("select identity, lanes from \"\(raw: schema)\".store")
        guard let row = rows.first else { throw EventStoreError.corrupt("\(schema).store is empty") }
        let (identity, lanes) = try row.decode((UUID, Int16).self)
        return PostgresEventStore(client, configuration, identity: identity, laneCount: Int(lanes))
    }

    private init(
        _ client: PostgresClient,
        _ configuration: EventStoreConfiguration,
        identity: UUID,
        laneCount: Int
    ) {
        self.client = client
        self.configuration = configuration
        self.identity = identity
        self.laneCount = laneCount
        let listeners = Listeners()
        self.listeners = listeners
        committers = (0..<max(1, min(configuration.committers, laneCount))).map { _ in
            AppendCommitter(configuration, database: client.configuration) { listeners.call($0) }
        }
    }

    /// The lane that `stream` belongs to in this store.
    package func lane(of stream: StreamID) -> Lane { Lane(of: stream, count: laneCount) }

    package func history(of stream: StreamID) -> Int { committer(of: lane(of: stream)).history }

    private func committer(of lane: Lane) -> AppendCommitter { committers[Int(lane.number) % committers.count] }

    package func load(_ stream: StreamID, after version: Int64, snapshotSchema: Int32?)
        async throws(EventStoreError) -> LoadedStream
    {
        do {
            let query = reader.load(stream, after: version, snapshotSchema: snapshotSchema)
            return try reader.loaded(try await client.query(query))
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    package func append(_ append: StreamAppend) async throws(EventStoreError) -> AppendOutcome {
        try append.requireStorable(maximumPayload: configuration.maximumEventBytes)
        let lane = lane(of: append.stream)
        let size = append.commands.reduce(0) { $0 + $1.events.reduce(0) { $0 + $1.payload.count } }
        let outcome = await committer(of: lane).append(append, lane: lane, size: size)
        note(outcome)
        return try outcome.get()
    }

    private func note(_ outcome: PendingAppend.Outcome) {
        var news: (reason: String, counts: ContinuousClock.Instant)?
        if case .failure(.unavailable(let reason)) = outcome { news = (reason, .now + .seconds(15)) }
        refusal.withLock { $0 = news }
    }

    package func recorded(_ commands: [CommandID], tenant: TenantID)
        async throws(EventStoreError) -> [CommandID: RecordedCommand]
    {
        guard !commands.isEmpty else { return [:] }
        do {
            let rows = try await client.query(reader.commands(commands.map { (tenant, $0) }))
            return Dictionary(try reader.foundCommands(rows).map { ($0.id, $0.command) }) { first, _ in first }
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    package func holder(of claim: UniqueClaim, tenant: TenantID) async throws(EventStoreError) -> StreamID? {
        do {
            return try reader.holders(try await client.query(reader.claims([(tenant, claim)]))).first?.holder
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    /// Who holds each of the values; those that nobody holds have no entry.
    package func holders(of claims: [UniqueClaim], tenant: TenantID)
        async throws(EventStoreError) -> [UniqueClaim: StreamID]
    {
        guard !claims.isEmpty else { return [:] }
        do {
            let rows = try await client.query(reader.claims(claims.map { (tenant, $0) }))
            return Dictionary(try reader.holders(rows).map { ($0.claim, $0.holder) }) { first, _ in first }
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    /// One event of a stream; nil when the stream has no such version.
    package func event(_ version: Int64, of stream: StreamID) async throws(EventStoreError) -> EventEnvelope? {
        do {
            return try reader.envelope(try await client.query(reader.event(version, of: stream)))
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    package func saveSnapshot(_ state: [UInt8], schema: Int32, of stream: StreamID, version: Int64)
        async throws(EventStoreError)
    {
        do {
            try await client.execute(
                """
                insert into "\(raw: configuration.schema)".snapshots as kept
                    (tenant, category, stream_id, schema, version, state)
                values (
                    \(stream.tenant.name), \(stream.category), \(stream.id), \(schema), \(version), \(state)
                )
                on conflict (tenant, category, stream_id, schema) do update
                set version = excluded.version, state = excluded.state
                where kept.version < excluded.version
                """
            )
        } catch {
            throw EventStoreError(reading: error)
        }
    }

    /// Calls `listener` after each commit of this process, with the lanes that have new events.
    ///
    /// A hint: other processes append too. It must not block.
    package func onAppended(_ listener: @escaping @Sendable (Set<Lane>) -> Void) { listeners.add(listener) }

    /// What `onAppended(_:)` promises for appends that a caller committed in a transaction of its own.
    package func announce(_ lanes: Set<Lane>) { listeners.call(lanes) }

    /// Why the last append could not be written; nil when it was, or some time ago.
    ///
    /// Whoever is told sends nothing more, and only another append shows that it is over.
    package var trouble: String? { refusal.withLock { $0 }.flatMap { $0.counts > .now ? $0.reason : nil } }

    package var statistics: AppendStatistics { committers.map(\.statistics).reduce(AppendStatistics(), +) }

    /// Refuses new appends and returns when those under way have their answer.
    package func close() async {
        for committer in committers { await committer.close() }
    }
}

/// Whom to tell about commits.
private final class Listeners: Sendable {
    private let listeners = Mutex<[@Sendable (Set<Lane>) -> Void]>([])

    func add(_ listener: @escaping @Sendable (Set<Lane>) -> Void) { listeners.withLock { $0.append(listener) } }

    func call(_ lanes: Set<Lane>) {
        for listener in listeners.withLock({ $0 }) { listener(lanes) }
    }
}

extension AppendStatistics {
    static func + (left: AppendStatistics, right: AppendStatistics) -> AppendStatistics {
        var sum = left
        sum.batches += right.batches
        sum.appends += right.appends
        sum.events += right.events
        sum.largestBatch = max(left.largestBatch, right.largestBatch)
        sum.splitBatches += right.splitBatches
        sum.uncertainCommits += right.uncertainCommits
        sum.waiting += right.waiting
        return sum
    }
}

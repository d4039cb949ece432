package import EventSourcing
package import FoundationEssentials
import PostgresClient

/// A transaction that has been open for long: it keeps the server from cleaning up, wherever on the cluster it is.
package struct LongTransaction: Sendable, Equatable {
    /// Process id on the server; nil for a prepared transaction, which belongs to no process.
    package let processID: Int32?
    package let database: String
    package let user: String
    package let application: String
    /// As `pg_stat_activity` says: `idle in transaction`, `active` …, or `prepared`.
    package let state: String
    package let age: Duration
}

/// What waits to be sent.
package struct Outbox: Sendable, Equatable {
    package let events: Int
    /// Of the oldest of them; zero when there is none.
    package let age: Duration
}

extension PostgresEventStore {
    /// The identity that the database holds now; another one than `identity` after a restored store was accepted.
    package func storedIdentity() async throws -> UUID? {
        try await client.query("select identity from \"\(raw: configuration.schema)\".store").first?
            .decode(UUID.self, at: 0)
    }

    /// Makes a store that was restored from a backup a new generation of itself: every reader notices, and the relay
    /// sends everything again.
    ///
    /// Projections of this database that agree with the store go on with it; the others have to be rebuilt, and policies
    /// among them start again, which repeats nothing.
    ///
    /// - Parameters:
    ///   - known: the identity it has; with another one nothing is done.
    ///   - projections: schemas with bookkeeping of local projections.
    ///   - policies: schemas with bookkeeping of policies.
    /// - Throws: the database's error; then nothing was changed.
    /// - Returns: the new identity; nil when the store had another one than `known`.
    package func renew(_ known: UUID, projections: [String], policies: [String]) async throws -> UUID? {
        let schema = configuration.schema
        return try await client.withTransaction { connection in
            let rows = try await connection.query(
                """
                update "\(raw: schema)".store
                set identity = gen_random_uuid(), former_identities = former_identities || identity
                where identity = \(known)
                returning identity
                """
            )
            guard let row = rows.first else { return nil }
            let identity = try row.decode(UUID.self, at: 0)
            try await connection.execute("delete from \"\(raw: schema)\".relay_marks")
            for bookkeeping in projections + policies {
                try await connection.execute(
                    """
                    update "\(raw: bookkeeping)".checkpoints c set store = \(identity)
                    where c.store = \(known) and not exists (
                        select 1 from "\(raw: bookkeeping)".checkpoints o
                        where o.projection = c.projection and o.source = c.source and o.sequence > 0 and not exists (
                            select 1 from "\(raw: schema)".events e
                            where e.lane = o.lane and e.sequence = o.sequence and e.event_id = o.event_id
                        )
                    )
                    """
                )
            }
            for bookkeeping in policies {
                try await connection.execute(
                    "delete from \"\(raw: bookkeeping)\".checkpoints where store = \(known)"
                )
            }
            return identity
        }
    }

    /// Events that the relay has not marked as sent, over all lanes, whoever relays them, and the age of the oldest.
    package func outbox() async throws -> Outbox {
        let schema = configuration.schema
        let rows = try await client.query(
            """
            select coalesce(sum(h.head - coalesce(m.sequence, 0)), 0)::bigint,
                coalesce(max(extract(epoch from clock_timestamp() - (
                    select e.recorded_at from "\(raw: schema)".events e
                    where e.lane = h.head_lane and e.sequence = coalesce(m.sequence, 0) + 1
                ))), 0)::float8
            from "\(raw: schema)".lane_heads() h left join "\(raw: schema)".relay_marks m on m.lane = h.head_lane
            """
        )
        guard let row = rows.first else { return Outbox(events: 0, age: .zero) }
        let (events, age) = try row.decode((Int64, Double).self)
        return Outbox(events: Int(max(0, events)), age: .seconds(max(0, age)))
    }

    /// Forgets commands recorded longer than `age` ago, a thousand per statement so that nobody waits for long.
    ///
    /// A command that is sent again after that is a new command. The database's clock decides, which also said when they
    /// were recorded: a process whose clock is ahead must not forget what is young.
    ///
    /// - Returns: how many were forgotten.
    @discardableResult
    package func pruneCommands(olderThan age: Duration) async throws(EventStoreError) -> Int {
        let table = "\"\(configuration.schema)\".commands"
        let seconds = age / .seconds(1)
        var total = 0
        do {
            while !Task.isCancelled {
                let deleted = try await client.execute(
                    """
                    delete from \(raw: table) where ctid = any (array(
                        select ctid from \(raw: table)
                        where recorded_at < now() - make_interval(secs => \(seconds)) order by recorded_at limit 1000
                    ))
                    """
                )
                total += deleted
                if deleted < 1_000 { break }
            }
        } catch {
            throw EventStoreError(reading: error)
        }
        return total
    }

    /// Transactions of this or any other database of the cluster that have been open for longer than `age`, the oldest
    /// first.
    ///
    /// They do not delay appends or readers of lanes, but hold back vacuum. The role needs `pg_read_all_stats` to see
    /// those of others.
    package func longRunningTransactions(olderThan age: Duration) async throws(EventStoreError) -> [LongTransaction] {
        do {
            let rows = try await client.query(
                """
                select pid, datname::text, usename::text, application_name, state, seconds from (
                    select pid, datname, usename, coalesce(application_name, '') as application_name,
                        coalesce(state, 'active') as state,
                        extract(epoch from clock_timestamp() - xact_start)::float8 as seconds
                    from pg_stat_activity
                    where xact_start is not null and pid <> pg_backend_pid() and datname is not null
                        and backend_type = 'client backend'
                    union all
                    select null, database, owner, gid, 'prepared',
                        extract(epoch from clock_timestamp() - prepared)::float8
                    from pg_prepared_xacts
                ) open
                where seconds >= \(Double(age.components.seconds) + Double(age.components.attoseconds) / 1e18)
                order by seconds desc
                """
            )
            return try rows.map { row in
                let (pid, database, user, application, state, seconds) = try row.decode(
                    (Int32?, String, String?, String, String, Double).self
                )
                return LongTransaction(
                    processID: pid,
                    database: database,
                    user: user ?? "",
                    application: application,
                    state: state,
                    age: .seconds(seconds)
                )
            }
        } catch {
            throw EventStoreError(reading: error)
        }
    }
}

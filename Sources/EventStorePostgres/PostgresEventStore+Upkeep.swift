package import EventSourcing
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

extension PostgresEventStore {
    /// Forgets commands recorded longer than `age` ago, a thousand per statement so that nobody waits for long.
    ///
    /// A command that is sent again after that is a new command.
    ///
    /// - Returns: how many were forgotten.
    @discardableResult
    package func pruneCommands(olderThan age: Duration) async throws(EventStoreError) -> Int {
        let table = "\"\(configuration.schema)\".commands"
        let before = PostgresMicroseconds(sinceUnixEpoch: Timestamp.now.advanced(by: .zero - age).microseconds)
        var total = 0
        do {
            while !Task.isCancelled {
                let deleted = try await client.execute(
                    """
                    delete from \(raw: table) where ctid = any (array(
                        select ctid from \(raw: table) where recorded_at < \(before) limit 1000
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

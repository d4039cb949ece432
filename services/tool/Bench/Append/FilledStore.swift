import PostgresClient

/// A store with many events, written by the server itself: valid lanes, sequences, versions and commands.
struct FilledStore: Sendable {
    let schema: String
    let database: PostgresConfiguration

    /// Ten events for each stream, spread evenly over the lanes.
    ///
    /// The indexes are made after the rows, which takes a fifth of the time. Ends with a vacuum and a checkpoint, so that
    /// no work is left over for the measurement.
    func fill(_ events: Int) async throws {
        var patient = database
        patient.statementTimeout = nil
        let connection = try await PostgresConnection.connect(patient)
        do {
            for statement in statements(events) { try await connection.executeScript(statement) }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func statements(_ events: Int) -> [String] {
        [
            "set search_path to \(schema); set maintenance_work_mem to '512MB'; set synchronous_commit to off",
            "alter table events drop constraint events_pkey, drop constraint events_stream_version",
            "alter table commands drop constraint commands_pkey",
            """
            insert into events (
                sequence, version, occurred_at, stream_id, event_id, command_id, correlation_id, lane, tenant, category,
                type, actor, traceparent, payload
            )
            select
                (n - 1) / lanes + 1, \(version), clock_timestamp(), \(stream), gen_random_uuid(), \(command), \(command),
                (n - 1) % lanes, '\(Sample.tenant)', '\(Sample.category)', '\(Sample.type)', '\(Sample.actor)',
                '\(Sample.traceparent)', '\(Sample.payload)'
            from store, generate_series(1, \(events)) n, lateral (select \(streams(events)) as streams) s
            """,
            """
            insert into commands (version, sequence, command_id, stream_id, lane, tenant, category, fingerprint)
            select
                \(version), (n - 1) / lanes + 1, \(command), \(stream), (n - 1) % lanes, '\(Sample.tenant)',
                '\(Sample.category)', decode('\(String(repeating: "07", count: 32))', 'hex')
            from store, generate_series(1, \(events)) n, lateral (select \(streams(events)) as streams) s
            """,
            "alter table events add primary key (lane, sequence)",
            """
            alter table events
                add constraint events_stream_version unique (stream_id, category, tenant, version)
            """,
            "alter table commands add primary key (command_id, tenant)",
            "vacuum analyze events",
            "vacuum analyze commands",
            "checkpoint",
        ]
    }

    // Event n belongs to stream n modulo their number, so versions rise with the sequences. That number is a multiple of
    // the number of lanes, so a stream stays in its lane; which lane the hash of its name would choose does not matter
    // here, as nobody appends to these streams.
    private func streams(_ events: Int) -> String { "(\(events) / 10 / lanes + 1) * lanes" }
    private var version: String { "(n - 1) / streams + 1" }
    private var stream: String { "md5('stream ' || (n - 1) % streams)::uuid" }
    private var command: String { "md5('command ' || n)::uuid" }
}

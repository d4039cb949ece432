import EventSourcing
import FoundationEssentials
import PostgresClient

/// The store's read statements, on whichever connection runs them.
struct StoreReader {
    /// A recorded command, with proof of which attempt recorded it.
    struct Found {
        let tenant: TenantID
        let id: CommandID
        let command: RecordedCommand
        let lastEvent: UUID?
    }

    let schema: String

    func load(_ stream: StreamID, after version: Int64, snapshotSchema: Int32?) -> PostgresQuery {
        """
        select \(raw: EnvelopeRow.columns(of: "(event)")), snapshot_state, snapshot_version
        from "\(raw: schema)".load_stream(
            \(stream.tenant.name), \(stream.category), \(stream.id), \(version), \(snapshotSchema.postgresValue)
        )
        """
    }

    func loaded(_ rows: PostgresRows) throws -> LoadedStream {
        var snapshot: (state: [UInt8], version: Int64)?
        var events: [EventEnvelope] = []
        events.reserveCapacity(rows.count)
        for row in rows {
            if let version = try row.decode(Int64?.self, at: EnvelopeRow.count + 1) {
                snapshot = (try row.decode([UInt8].self, at: EnvelopeRow.count), version)
            } else {
                events.append(try EnvelopeRow.envelope(row))
            }
        }
        return LoadedStream(snapshot: snapshot, events: events)
    }

    func version(of stream: StreamID) -> PostgresQuery {
        """
        select e.version from "\(raw: schema)".events e
        where e.tenant = \(stream.tenant.name) and e.category = \(stream.category) and e.stream_id = \(stream.id)
        order by e.version desc limit 1
        """
    }

    func event(_ version: Int64, of stream: StreamID) -> PostgresQuery {
        """
        select \(raw: EnvelopeRow.columns(of: "e")) from "\(raw: schema)".events e
        where e.tenant = \(stream.tenant.name) and e.category = \(stream.category) and e.stream_id = \(stream.id)
            and e.version = \(version)
        """
    }

    func envelope(_ rows: PostgresRows) throws -> EventEnvelope? { try rows.first.map(EnvelopeRow.envelope) }

    func commands(_ ids: [(tenant: TenantID, id: CommandID)]) -> PostgresQuery {
        """
        select found_tenant, found_id, found_category, found_stream, found_version, found_lane, found_sequence,
            found_fingerprint, last_event
        from "\(raw: schema)".find_commands(\(ids.map(\.tenant.name)), \(ids.map(\.id.uuid)))
        """
    }

    func foundCommands(_ rows: PostgresRows) throws -> [Found] {
        try rows.map { row in
            let (tenant, id, category, stream, version, lane, sequence, fingerprint, lastEvent) = try row.decode(
                (String, UUID, String, UUID, Int64, Int16, Int64, [UInt8], UUID?).self
            )
            let name = try tenantID(tenant)
            let receipt = CommandReceipt(
                stream: StreamID(tenant: name, category: category, id: stream),
                version: version,
                lane: Lane(lane),
                sequence: sequence
            )
            return Found(
                tenant: name,
                id: CommandID(id),
                command: RecordedCommand(receipt: receipt, fingerprint: fingerprint),
                lastEvent: lastEvent
            )
        }
    }

    func claims(_ claims: [(tenant: TenantID, claim: UniqueClaim)]) -> PostgresQuery {
        """
        select found_tenant, found_kind, found_digest, found_category, found_stream
        from "\(raw: schema)".find_claims(
            \(claims.map(\.tenant.name)), \(claims.map(\.claim.kind)), \(claims.map(\.claim.digest))
        )
        """
    }

    func holders(_ rows: PostgresRows) throws -> [(claim: UniqueClaim, holder: StreamID)] {
        try rows.map { row in
            let (tenant, kind, digest, category, stream) = try row.decode(
                (String, String, [UInt8], String, UUID).self
            )
            let holder = StreamID(tenant: try tenantID(tenant), category: category, id: stream)
            return (UniqueClaim(kind: kind, digest: digest), holder)
        }
    }
}

/// One event as the reading statements hand it out.
enum EnvelopeRow {
    private static let names = [
        "lane", "sequence", "version", "tenant", "category", "stream_id", "event_id", "type", "payload", "occurred_at",
        "recorded_at", "command_id", "correlation_id", "causation_id", "actor", "traceparent",
    ]
    static let count = names.count

    /// `count` columns, the first ones of a row.
    static func columns(of row: String) -> String { names.map { "\(row).\($0)" }.joined(separator: ", ") }

    static func envelope(_ row: PostgresRow) throws -> EventEnvelope {
        let (lane, sequence, version, tenant, category, stream, id, type) = try row.decode(
            (Int16, Int64, Int64, String, String, UUID, UUID, String).self
        )
        let payload: String = try row.decode(at: 8)
        let occurredAt: PostgresMicroseconds = try row.decode(at: 9)
        let recordedAt: PostgresMicroseconds = try row.decode(at: 10)
        return EventEnvelope(
            stream: StreamID(tenant: try tenantID(tenant), category: category, id: stream),
            version: version,
            lane: Lane(lane),
            sequence: sequence,
            id: id,
            type: type,
            occurredAt: Timestamp(microseconds: occurredAt.sinceUnixEpoch),
            recordedAt: Timestamp(microseconds: recordedAt.sinceUnixEpoch),
            context: CommandContext(
                commandID: CommandID(try row.decode(at: 11)),
                correlationID: try row.decode(at: 12),
                causationID: try row.decode(at: 13),
                actor: try row.decode(at: 14),
                traceparent: try row.decode(at: 15)
            ),
            payload: [UInt8](payload.utf8)
        )
    }
}

func tenantID(_ name: String) throws(EventStoreError) -> TenantID {
    guard let tenant = TenantID(name) else { throw .corrupt("a row holds a name that is no tenant's") }
    return tenant
}

extension EventStoreError {
    /// What a failed read means to the caller; it changed nothing.
    init(reading error: any Error) {
        switch error {
        case let error as EventStoreError: self = error
        case let error as PostgresError where error.phase == .decoding: self = .corrupt(error.description)
        case let error as PostgresError: self = .unavailable(error.description)
        case is CancellationError: self = .unavailable("the request was cancelled")
        default: self = .unavailable("the database did not answer")
        }
    }
}

import EventSourcing
import FoundationEssentials
import PostgresClient

/// The rows of parked streams: the only SQL on these tables.
struct ParkingTables: Sendable {
    let schema: String
    let projection: String

    /// Which of the streams are parked.
    ///
    /// Locks those rows until the transaction ends, so that a release and a batch of the same stream take turns.
    func parkedQuery(_ streamIDs: [UUID]) -> PostgresQuery {
        """
        SELECT source, tenant, category, stream_id FROM \(raw: schema).parked_streams
        WHERE projection = \(projection) AND stream_id = ANY(\(streamIDs))
        ORDER BY stream_id, category, tenant, source FOR SHARE
        """
    }

    var countQuery: PostgresQuery {
        "SELECT count(*) FROM \(raw: schema).parked_streams WHERE projection = \(projection)"
    }

    static func decodeStreams(_ rows: PostgresRows) throws -> Set<ParkedStreamID> {
        var streams: Set<ParkedStreamID> = []
        for row in rows {
            let (source, tenant, category, id) = try row.decode((String, String, String, UUID).self)
            streams.insert(
                ParkedStreamID(source: source, stream: try streamID(tenant: tenant, category: category, id: id))
            )
        }
        return streams
    }

    static func streamID(tenant: String, category: String, id: UUID) throws -> StreamID {
        guard let tenant = TenantID(tenant) else { throw BookkeepingError.corrupt("a parked row names no tenant") }
        return StreamID(tenant: tenant, category: category, id: id)
    }

    func store(_ lot: ParkingLot, in connection: PostgresConnection) async throws {
        var queries = lot.poisons.map { insert($0) }
        if !lot.kept.isEmpty { queries.append(insert(lot.kept)) }
        _ = try await connection.pipeline(queries)
    }

    private func insert(_ poison: ParkingLot.Poison) -> PostgresQuery {
        let event = poison.event.envelope
        return """
            INSERT INTO \(raw: schema).parked_streams
                (projection, source, tenant, category, stream_id, version, event_id, type, reason)
            VALUES (\(projection), \(poison.event.source), \(event.tenant.name), \(event.stream.category),
                \(event.stream.id), \(event.version), \(event.id), \(event.type), \(poison.reason))
            """
    }

    private func insert(_ events: [SourcedEvent]) -> PostgresQuery {
        let envelopes = events.map(\.envelope)
        return """
            INSERT INTO \(raw: schema).parked_events
                (projection, source, tenant, category, stream_id, version, lane, sequence, event_id, type,
                occurred_at, recorded_at, command_id, correlation_id, causation_id, actor, traceparent, payload)
            SELECT \(projection), n.* FROM unnest(
                \(events.map(\.source)), \(envelopes.map(\.tenant.name)), \(envelopes.map(\.stream.category)),
                \(envelopes.map(\.stream.id)), \(envelopes.map(\.version)), \(envelopes.map(\.lane.number)),
                \(envelopes.map(\.sequence)), \(envelopes.map(\.id)), \(envelopes.map(\.type)),
                \(envelopes.map { PostgresMicroseconds(sinceUnixEpoch: $0.occurredAt.microseconds) }),
                \(envelopes.map { PostgresMicroseconds(sinceUnixEpoch: $0.recordedAt.microseconds) }),
                \(envelopes.map(\.context.commandID.uuid)), \(envelopes.map(\.context.correlationID)),
                \(envelopes.map(\.context.causationID)), \(envelopes.map(\.context.actor)),
                \(envelopes.map(\.context.traceparent)),
                \(envelopes.map { String(decoding: $0.payload, as: UTF8.self) })
            ) n
            ON CONFLICT DO NOTHING
            """
    }

    /// The kept events of a stream in order of version.
    func events(of parked: ParkedStreamID, in connection: PostgresConnection) async throws -> [SourcedEvent] {
        let stream = parked.stream
        let rows = try await connection.query(
            """
            SELECT version, lane, sequence, event_id, type, occurred_at, recorded_at, command_id, correlation_id,
                causation_id, actor, traceparent, payload
            FROM \(raw: schema).parked_events
            WHERE projection = \(projection) AND source = \(parked.source) AND tenant = \(stream.tenant.name)
                AND category = \(stream.category) AND stream_id = \(stream.id)
            ORDER BY version
            """
        )
        return try rows.map { SourcedEvent(source: parked.source, envelope: try Self.envelope($0, of: stream)) }
    }

    private static func envelope(_ row: PostgresRow, of stream: StreamID) throws -> EventEnvelope {
        let (version, lane, sequence, id, type, occurredAt, recordedAt) = try row.decode(
            (Int64, Int16, Int64, UUID, String, PostgresMicroseconds, PostgresMicroseconds).self
        )
        let context = CommandContext(
            commandID: CommandID(try row.decode(UUID.self, at: 7)),
            correlationID: try row.decode(UUID.self, at: 8),
            causationID: try row.decode(UUID?.self, at: 9),
            actor: try row.decode(String.self, at: 10),
            traceparent: try row.decode(String?.self, at: 11)
        )
        return EventEnvelope(
            stream: stream,
            version: version,
            lane: Lane(lane),
            sequence: sequence,
            id: id,
            type: type,
            occurredAt: Timestamp(microseconds: occurredAt.sinceUnixEpoch),
            recordedAt: Timestamp(microseconds: recordedAt.sinceUnixEpoch),
            context: context,
            payload: Array(try row.decode(String.self, at: 12).utf8)
        )
    }
}

/// The projection's own tables contradict themselves; needs an operator.
package enum BookkeepingError: Error, Sendable, CustomStringConvertible {
    case corrupt(String)

    package var description: String {
        switch self {
        case .corrupt(let what): "the projection's bookkeeping is inconsistent: \(what)"
        }
    }
}

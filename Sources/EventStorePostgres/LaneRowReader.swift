package import EventSourcing
package import FoundationEssentials
package import PostgresClient

/// Reads a store's lanes for the relay, which hands every event on without looking into it: nothing is made of a row
/// that it does not need.
package struct LaneRowReader: Sendable {
    private let schema: String
    private let connection: PostgresConnection

    /// A reader on a connection of its own, whose settings it changes: a plan made for an empty table must not be used
    /// on a full one.
    package init(of store: PostgresEventStore, on connection: PostgresConnection) async throws {
        schema = store.configuration.schema
        self.connection = connection
        try await connection.executeScript(
            "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET jit = off"
        )
    }

    /// The next events of each lane, at most `limit` of each, all read at the same instant.
    ///
    /// Lanes come in the order of `cursors`, events in the order of their sequence. Rows after about `bytes` are left
    /// out.
    package func rows(after cursors: [(lane: Lane, sequence: Int64)], limit: Int, bytes: Int) async throws -> LaneRows {
        let lanes = cursors.map { "\($0.lane.number)" }.joined(separator: ",")
        let after = cursors.map { "\($0.sequence)" }.joined(separator: ",")
        return LaneRows(
            try await connection.copyOut(
                """
                select asked.page_lane, asked.head, \(LaneRows.columns)
                from "\(schema)".lanes_asked('{\(lanes)}', '{\(after)}') asked
                left join lateral "\(schema)".lane_page(asked.page_lane, asked.page_after, \(limit)) e on true
                """,
                maximumBytes: bytes
            )
        )
    }
}

/// Events as they came from the store, read from front to end.
package struct LaneRows: Sendable {
    /// One event; texts are ranges of ``LaneRows/bytes``.
    package struct Event: Sendable {
        package let sequence: Int64
        package let version: Int64
        package let occurredAt: Timestamp
        package let recordedAt: Timestamp
        package let streamID: UUID
        package let id: UUID
        package let commandID: UUID
        package let correlationID: UUID
        package let causationID: UUID?
        package let tenant: Range<Int>
        package let category: Range<Int>
        package let type: Range<Int>
        package let actor: Range<Int>
        package let traceparent: Range<Int>?
        package let payload: Range<Int>
    }

    static let columns = """
        e.sequence, e.version, e.occurred_at, e.recorded_at, e.stream_id, e.event_id, e.command_id, e.correlation_id,
        e.causation_id, e.tenant, e.category, e.type, e.actor, e.traceparent, e.payload
        """
    private var rows: PostgresCopiedRows
    /// The lane of the row read last, and its head.
    package private(set) var lane = Lane(0)
    package private(set) var head: Int64 = 0

    init(_ rows: PostgresCopiedRows) { self.rows = rows }

    package var bytes: [UInt8] { rows.bytes }
    /// Rows were left out at the end.
    package var isCutOff: Bool { rows.isCutOff }

    /// Goes to the next row; false after the last.
    ///
    /// - Throws: ``PostgresError`` in the phase `decoding`.
    package mutating func next() throws(PostgresError) -> Bool {
        guard try rows.nextRow(columns: 17) else { return false }
        lane = Lane(Int16(truncatingIfNeeded: try rows.integer()))
        head = try rows.integer()
        return true
    }

    /// The row's event; nil when the lane has no more of them.
    ///
    /// To be asked once for each row.
    package mutating func event() throws(PostgresError) -> Event? {
        guard let sequence = try rows.field() else {
            for _ in 1..<15 { _ = try rows.field() }
            return nil
        }
        return Event(
            sequence: rows.integer(in: sequence),
            version: try rows.integer(),
            occurredAt: Timestamp(microseconds: try rows.microseconds().sinceUnixEpoch),
            recordedAt: Timestamp(microseconds: try rows.microseconds().sinceUnixEpoch),
            streamID: try rows.uuid(),
            id: try rows.uuid(),
            commandID: try rows.uuid(),
            correlationID: try rows.uuid(),
            causationID: try rows.uuidOrNull(),
            tenant: try rows.needed(),
            category: try rows.needed(),
            type: try rows.needed(),
            actor: try rows.needed(),
            traceparent: try rows.field(),
            payload: try rows.needed()
        )
    }
}

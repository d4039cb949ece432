import EventSourcing
import FoundationEssentials
import KafkaClient
package import PostgresClient

/// The checkpoint and offset rows of one projection: the only SQL on these tables.
package struct BookkeepingTables: Sendable {
    /// The database schema that holds them.
    package let schema: String
    package let projection: String

    package init(schema: String, projection: String) {
        self.schema = schema
        self.projection = projection
    }

    /// Every checkpoint of the projection.
    package func checkpoints(in connection: PostgresConnection) async throws -> [SourceLane: Checkpoint] {
        try Self.decodeCheckpoints(try await connection.query(checkpointsQuery))
    }

    /// Forgets how far the source was read, if that was from `store`.
    func forgetQuery(_ source: String, _ store: UUID) -> PostgresQuery {
        """
        DELETE FROM \(raw: schema).checkpoints
        WHERE projection = \(projection) AND source = \(source) AND store = \(store)
        """
    }

    var checkpointsQuery: PostgresQuery {
        """
        SELECT source, lane, sequence, store, recorded_at, event_id FROM \(raw: schema).checkpoints
        WHERE projection = \(projection)
        """
    }

    static func decodeCheckpoints(_ rows: PostgresRows) throws -> [SourceLane: Checkpoint] {
        var checkpoints: [SourceLane: Checkpoint] = [:]
        for row in rows {
            let (source, lane, sequence, store, recordedAt, eventID) = try row.decode(
                (String, Int16, Int64, UUID?, PostgresMicroseconds?, UUID?).self
            )
            checkpoints[SourceLane(source: source, lane: Lane(lane))] = Checkpoint(
                sequence: sequence,
                store: store,
                recordedAt: recordedAt.map { Timestamp(microseconds: $0.sinceUnixEpoch) },
                eventID: eventID
            )
        }
        return checkpoints
    }

    /// Makes this process the owner of the partitions: batches of any earlier owner change nothing from here on.
    ///
    /// Waits for an open transaction of the earlier owner, so what is read afterwards is final.
    func takeOver(_ partitions: [KafkaPartition], in connection: PostgresConnection)
        async throws -> [KafkaPartition: PartitionOwnership]
    {
        let sorted = partitions.sorted()
        let rows = try await connection.query(
            """
            INSERT INTO \(raw: schema).offsets AS o (projection, topic, partition, owner_epoch)
            SELECT \(projection), n.topic, n.partition, 1
            FROM unnest(\(sorted.map(\.topic)), \(sorted.map(\.number))) n (topic, partition)
            ORDER BY n.topic, n.partition
            ON CONFLICT (projection, topic, partition)
            DO UPDATE SET owner_epoch = o.owner_epoch + 1, updated_at = clock_timestamp()
            RETURNING topic, partition, next_offset, owner_epoch
            """
        )
        return try Self.decodeOwnership(rows)
    }

    /// What the partitions' rows say, without changing them.
    func ownership(of partitions: [KafkaPartition], in connection: PostgresConnection)
        async throws -> [KafkaPartition: PartitionOwnership]
    {
        guard !partitions.isEmpty else { return [:] }
        let rows = try await connection.query(
            """
            SELECT o.topic, o.partition, o.next_offset, o.owner_epoch
            FROM \(raw: schema).offsets o
            JOIN unnest(\(partitions.map(\.topic)), \(partitions.map(\.number))) n (topic, partition)
                USING (topic, partition)
            WHERE o.projection = \(projection)
            """
        )
        return try Self.decodeOwnership(rows)
    }

    private static func decodeOwnership(_ rows: PostgresRows) throws -> [KafkaPartition: PartitionOwnership] {
        var owned: [KafkaPartition: PartitionOwnership] = [:]
        for row in rows {
            let (topic, number, next, epoch) = try row.decode((String, Int32, Int64?, Int64).self)
            owned[KafkaPartition(topic: topic, number: number)] = PartitionOwnership(epoch: epoch, next: next)
        }
        return owned
    }

    /// Moves the offsets of partitions whose rows still say what this owner wrote last; the answer names those moved.
    func offsetsQuery(_ steps: [OffsetStep]) -> PostgresQuery {
        """
        WITH n AS (
            SELECT * FROM unnest(
                \(steps.map(\.partition.topic)), \(steps.map(\.partition.number)), \(steps.map(\.epoch)),
                \(steps.map(\.expected)), \(steps.map(\.next)), \(steps.map(\.leaderEpoch))
            ) n (topic, partition, epoch, expected, next, leader_epoch)
        ), mine AS (
            SELECT o.topic, o.partition FROM \(raw: schema).offsets o JOIN n USING (topic, partition)
            WHERE o.projection = \(projection) AND o.owner_epoch = n.epoch
                AND o.next_offset IS NOT DISTINCT FROM n.expected
            ORDER BY o.topic, o.partition FOR UPDATE OF o
        )
        UPDATE \(raw: schema).offsets o
        SET next_offset = n.next, leader_epoch = n.leader_epoch, updated_at = clock_timestamp()
        FROM n JOIN mine USING (topic, partition)
        WHERE o.projection = \(projection) AND o.topic = n.topic AND o.partition = n.partition
            AND o.owner_epoch = n.epoch AND o.next_offset IS NOT DISTINCT FROM n.expected
        RETURNING o.topic, o.partition
        """
    }

    /// Makes rows for lanes that have none.
    func ensureQuery(_ lanes: [SourceLane]) -> PostgresQuery {
        """
        INSERT INTO \(raw: schema).checkpoints (projection, source, lane, sequence)
        SELECT \(projection), n.source, n.lane, 0
        FROM unnest(\(lanes.map(\.source)), \(lanes.map(\.lane.number))) n (source, lane)
        ORDER BY n.source, n.lane
        ON CONFLICT DO NOTHING
        """
    }

    /// Moves the checkpoints whose rows still say what is expected; the answer is as long as `steps`, or another owner
    /// was here.
    func advanceQuery(_ steps: [(lane: SourceLane, step: LaneAdvance)]) -> PostgresQuery {
        """
        WITH n AS (
            SELECT * FROM unnest(
                \(steps.map(\.lane.source)), \(steps.map(\.lane.lane.number)), \(steps.map(\.step.from)),
                \(steps.map(\.step.to)), \(steps.map(\.step.eventID)), \(steps.map(\.step.store)),
                \(steps.map { PostgresMicroseconds(sinceUnixEpoch: $0.step.recordedAt.microseconds) })
            ) n (source, lane, expected, sequence, event_id, store, recorded_at)
        ), mine AS (
            SELECT c.source, c.lane FROM \(raw: schema).checkpoints c JOIN n USING (source, lane)
            WHERE c.projection = \(projection) AND c.sequence = n.expected
                AND (c.store = n.store OR c.store IS NULL)
            ORDER BY c.source, c.lane FOR UPDATE OF c
        )
        UPDATE \(raw: schema).checkpoints c
        SET sequence = n.sequence, event_id = n.event_id, store = n.store, recorded_at = n.recorded_at, progress = NULL,
            updated_at = clock_timestamp()
        FROM n JOIN mine USING (source, lane)
        WHERE c.projection = \(projection) AND c.source = n.source AND c.lane = n.lane AND c.sequence = n.expected
            AND (c.store = n.store OR c.store IS NULL)
        RETURNING c.lane
        """
    }
}

/// What a partition's row says when it was taken over.
struct PartitionOwnership: Sendable, Equatable {
    let epoch: Int64
    /// The next offset to read; nil before the first batch.
    let next: Int64?
}

/// A partition's step in one transaction.
struct OffsetStep: Sendable, Equatable {
    let partition: KafkaPartition
    let epoch: Int64
    let expected: Int64?
    let next: Int64?
    let leaderEpoch: Int32?
}

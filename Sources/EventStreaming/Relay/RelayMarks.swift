import EventSourcing
import FoundationEssentials
import KafkaClient
import PostgresClient

/// The store's `relay_marks`, always through the connection that holds the lanes' locks: a relay that lost its locks
/// has lost its pen too.
struct RelayMarks {
    let schema: String
    let connection: PostgresConnection

    func load(_ lanes: [Lane]) async throws -> [Lane: LaneMark] {
        let rows = try await connection.query(
            """
            SELECT lane, sequence, topic, partition, "offset", event_id FROM "\(raw: schema)".relay_marks
            WHERE lane = ANY(\(lanes.map(\.number)))
            """
        )
        var marks: [Lane: LaneMark] = [:]
        for row in rows {
            let (lane, sequence, topic, partition, offset, event) = try row.decode(
                (Int16, Int64, String, Int32, Int64, UUID).self
            )
            marks[Lane(lane)] = LaneMark(
                lane: Lane(lane),
                sequence: sequence,
                partition: KafkaPartition(topic: topic, number: partition),
                offset: offset,
                eventID: event
            )
        }
        return marks
    }

    /// All at once.
    ///
    /// A mark may also go back: during a refill.
    func store(_ marks: [LaneMark]) async throws {
        guard !marks.isEmpty else { return }
        try await connection.execute(
            """
            INSERT INTO "\(raw: schema)".relay_marks (lane, sequence, topic, partition, "offset", event_id)
            SELECT * FROM unnest(
                \(marks.map(\.lane.number)), \(marks.map(\.sequence)), \(marks.map(\.partition.topic)),
                \(marks.map(\.partition.number)), \(marks.map(\.offset)), \(marks.map(\.eventID))
            )
            ON CONFLICT (lane) DO UPDATE SET sequence = excluded.sequence, topic = excluded.topic,
                partition = excluded.partition, "offset" = excluded."offset", event_id = excluded.event_id,
                updated_at = clock_timestamp()
            """
        )
    }

    func forget(_ lanes: [Lane]) async throws {
        try await connection.execute(
            "DELETE FROM \"\(raw: schema)\".relay_marks WHERE lane = ANY(\(lanes.map(\.number)))"
        )
    }
}

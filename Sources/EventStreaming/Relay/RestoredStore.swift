package import EventSourcing
import EventStorePostgres
package import FoundationEssentials
import KafkaClient
import PostgresClient

/// What a store that was restored from a backup has forgotten, as the bus remembers it.
package struct RestoredStore: Sendable, Equatable {
    /// One lane's forgotten events.
    package struct LaneLoss: Sendable, Equatable {
        package let lane: Lane
        /// Where the lane ends in the store.
        package let head: Int64
        package internal(set) var firstLost: Int64
        package internal(set) var lastLost: Int64
        package internal(set) var events: Int
        package internal(set) var firstRecordedAt: Timestamp
        package internal(set) var lastRecordedAt: Timestamp
        /// Sequences that the store has given to other events since.
        package internal(set) var reused: Int
    }

    /// A forgotten event: which, never what.
    package struct LostEvent: Sendable, Equatable {
        package let lane: Lane
        package let sequence: Int64
        package let id: UUID
        package let type: String
        package let stream: StreamID
        package let version: Int64
        package let recordedAt: Timestamp
    }

    package let identity: UUID
    package internal(set) var lanes: [LaneLoss] = []
    /// The first of them in the order of lanes, at most as many as asked for.
    package internal(set) var events: [LostEvent] = []

    package var count: Int { lanes.reduce(0) { $0 + $1.events } }
}

extension Relay {
    /// Looks through the bus for events of this store that the store does not hold.
    ///
    /// - Throws: when the bus or the database does not answer.
    package func examine(listing limit: Int) async throws -> RestoredStore {
        let connection = try await PostgresConnection.connect(database)
        let reader = try KafkaReader(kafka)
        let result: Result<RestoredStore, any Error>
        do {
            result = .success(try await examine(connection, reader, limit))
        } catch {
            result = .failure(error)
        }
        reader.close()
        await connection.close()
        return try result.get()
    }

    private func examine(_ connection: PostgresConnection, _ reader: KafkaReader, _ limit: Int) async throws
        -> RestoredStore
    {
        let marks = RelayMarks(schema: store.configuration.schema, connection: connection)
        var known = Array(try await marks.load((0..<Int16(store.laneCount)).map { Lane($0) }).values)
        if try await BusCheck(reader: reader, topic: codec.plan.topic, store: codec.store).verdict(on: known) != .same {
            known = []
        }
        let tail = BusTail(reader: reader, plan: codec.plan, store: store.identity)
        var found: [Lane: [RestoredStore.LostEvent]] = [:]
        try await tail.read(Set(0..<Int32(codec.plan.partitions)), behind: known) { event in
            let envelope = event.envelope
            found[envelope.lane, default: []].append(
                RestoredStore.LostEvent(
                    lane: envelope.lane,
                    sequence: envelope.sequence,
                    id: envelope.id,
                    type: envelope.type,
                    stream: envelope.stream,
                    version: envelope.version,
                    recordedAt: envelope.recordedAt
                )
            )
        }
        var findings = RestoredStore(identity: store.identity)
        for (lane, events) in found.sorted(by: { $0.key < $1.key }) {
            let held = try await marks.ids(in: lane, from: events.map(\.sequence).min() ?? 0)
            findings.add(lane, events, held, limit)
        }
        return findings
    }
}

extension RestoredStore {
    mutating func add(
        _ lane: Lane,
        _ events: [LostEvent],
        _ held: (ids: [Int64: UUID], head: Int64),
        _ limit: Int
    ) {
        var seen: Set<Int64> = []
        let lost = events.sorted { $0.sequence < $1.sequence }.filter { event in
            held.ids[event.sequence] != event.id && seen.insert(event.sequence).inserted
        }
        guard let first = lost.first, let last = lost.last else { return }
        lanes.append(
            LaneLoss(
                lane: lane,
                head: held.head,
                firstLost: first.sequence,
                lastLost: last.sequence,
                events: lost.count,
                firstRecordedAt: first.recordedAt,
                lastRecordedAt: last.recordedAt,
                reused: lost.count { held.ids[$0.sequence] != nil }
            )
        )
        self.events += lost.prefix(max(0, limit - self.events.count))
    }
}

extension RelayMarks {
    /// The lane's events from a sequence on, and its head.
    func ids(in lane: Lane, from sequence: Int64) async throws -> (ids: [Int64: UUID], head: Int64) {
        let rows = try await connection.query(
            """
            SELECT sequence, event_id FROM "\(raw: schema)".events
            WHERE lane = \(lane.number) AND sequence >= \(sequence)
            """
        )
        let ids = Dictionary(try rows.decode((Int64, UUID).self)) { first, _ in first }
        let head = try await connection.query(
            "SELECT coalesce(max(sequence), 0) FROM \"\(raw: schema)\".events WHERE lane = \(lane.number)"
        )
        return (ids, try head.first?.decode(Int64.self, at: 0) ?? 0)
    }
}

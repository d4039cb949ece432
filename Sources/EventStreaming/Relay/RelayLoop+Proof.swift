import EventSourcing
import EventStorePostgres
import FoundationEssentials
import KafkaClient
import PostgresClient

extension RelayLoop {
    /// Makes sure that the store is the one whose events were sent before: nothing may be sent by one that was restored
    /// from a backup, as it gives the same sequences to other events.
    ///
    /// - Throws: `RelayError.storeReplaced`, `RelayError.storeRestored`; the bus's or the database's error.
    func proveStore(_ lanes: Set<Lane>, isSameBus: Bool) async throws {
        guard try await marks.identity() == codec.store else { throw RelayError.storeReplaced }
        let own = lanes.compactMap { windows[$0]?.mark }
        try await requireHeld(own.map { LanePlace(lane: $0.lane, sequence: $0.sequence, eventID: $0.eventID) })
        let known = isSameBus ? try await marks.load((0..<Int16(laneCount)).map { Lane($0) }) : [:]
        let tail = BusTail(reader: busCheck.reader, plan: codec.plan, store: codec.store)
        let partitions = Set(lanes.map { $0.partition(of: codec.plan.partitions) })
        try await requireHeld(try await tail.lastEvents(of: partitions, behind: known.values))
    }

    /// While nothing is on its way, a restored store shows by the last events that were sent.
    func proveStoreByMarks() async throws {
        guard try await marks.identity() == codec.store else { throw RelayError.storeReplaced }
        let own = windows.values.compactMap(\.mark)
        try await requireHeld(own.map { LanePlace(lane: $0.lane, sequence: $0.sequence, eventID: $0.eventID) })
    }

    private func requireHeld(_ places: [LanePlace]) async throws {
        guard !places.isEmpty else { return }
        let held = try await marks.events(at: places)
        for place in places {
            let found = held[place.lane]
            guard found?.eventID != place.eventID else { continue }
            throw RelayError.storeRestored(lane: place.lane, sent: place.sequence, head: found?.head ?? 0)
        }
    }
}

extension RelayMarks {
    /// The store's identity as it is now.
    func identity() async throws -> UUID? {
        try await connection.query("SELECT identity FROM \"\(raw: schema)\".store").first?.decode(UUID.self, at: 0)
    }

    /// The event at each place, if there is one, and the lane's head.
    func events(at places: [LanePlace]) async throws -> [Lane: (eventID: UUID?, head: Int64)] {
        let rows = try await connection.query(
            """
            SELECT n.lane,
                (SELECT e.event_id FROM "\(raw: schema)".events e WHERE e.lane = n.lane AND e.sequence = n.sequence),
                coalesce((SELECT e.sequence FROM "\(raw: schema)".events e WHERE e.lane = n.lane
                    ORDER BY e.sequence DESC LIMIT 1), 0)
            FROM unnest(\(places.map(\.lane.number)), \(places.map(\.sequence))) n (lane, sequence)
            """
        )
        var found: [Lane: (eventID: UUID?, head: Int64)] = [:]
        for row in rows {
            let (lane, event, head) = try row.decode((Int16, UUID?, Int64).self)
            found[Lane(lane)] = (event, head)
        }
        return found
    }
}

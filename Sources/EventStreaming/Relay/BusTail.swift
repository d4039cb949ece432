import EventSourcing
import FoundationEssentials
import KafkaClient

/// What the bus holds of one store behind the last record that the store knows it was acknowledged.
///
/// Everything before that record is in the store by construction: a mark is written after the event it stands for. What
/// comes after is in the store too, unless the store was restored from a backup and has forgotten it.
struct BusTail {
    let reader: KafkaReader
    let plan: TopicPlan
    let store: UUID

    /// Reads the records behind `marks` in the partitions, from each partition's start where there is no mark.
    ///
    /// - Throws: `KafkaError`; `RelayError.busSilent` when the bus gives nothing although there is something.
    func read(_ partitions: Set<Int32>, behind marks: some Sequence<LaneMark>, _ take: (ReceivedEvent) -> Void)
        async throws
    {
        var newest: [Int32: Int64] = [:]
        for mark in marks where mark.partition.topic == plan.topic {
            newest[mark.partition.number] = max(newest[mark.partition.number] ?? -1, mark.offset)
        }
        for number in partitions.sorted() {
            let partition = KafkaPartition(topic: plan.topic, number: number)
            let (low, high) = try await reader.watermarks(partition)
            var next = max(low, (newest[number] ?? -1) + 1)
            while next < high {
                try Task.checkCancellation()
                let records = try await reader.read(partition, from: next, maximumRecords: 2_000, within: .seconds(10))
                guard let last = records.last else { throw RelayError.busSilent(partition) }
                for record in records {
                    guard let event = try? EventRecordDecoder.decode(record), event.store == store else { continue }
                    take(event)
                }
                next = last.offset + 1
            }
        }
    }

    /// The last event of each lane that the bus holds behind the marks.
    func lastEvents(of partitions: Set<Int32>, behind marks: some Sequence<LaneMark>) async throws -> [LanePlace] {
        var last: [Lane: LanePlace] = [:]
        try await read(partitions, behind: marks) { event in
            let (lane, sequence) = (event.envelope.lane, event.envelope.sequence)
            guard sequence > last[lane]?.sequence ?? 0 else { return }
            last[lane] = LanePlace(lane: lane, sequence: sequence, eventID: event.envelope.id)
        }
        return last.values.sorted { $0.lane < $1.lane }
    }
}

/// An event at its place in a lane.
struct LanePlace: Sendable, Equatable {
    let lane: Lane
    let sequence: Int64
    let eventID: UUID
}

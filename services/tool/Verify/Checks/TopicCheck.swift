import EventSourcing
import Foundation
import KafkaClient
import PostgresClient

/// Holds the records of a topic against the store, in both directions.
///
/// Every record has its event, with equal content; the first occurrences of a lane's events stand in their order; up to
/// the relay's mark nothing is missing that the log still reaches back to.
struct TopicCheck {
    let topic: String
    let area: String
    let comparison: RecordComparison
    let shape: StoreCheck.Shape
    let snapshot: Snapshot
    let schema: String
    /// As they were before the topic's ends were asked for.
    let marks: [Int16: RelayMark]
    /// Who consumes the topic, as they were before the topic's ends were asked for.
    let consumers: [ProjectionBooks]
    let findings: Findings
    var reportsProgress: @Sendable (Int) -> Void = { _ in }

    /// A partition's log, from the oldest record that is still there to before the next one.
    struct Log: Sendable {
        let partition: KafkaPartition
        let low: Int64
        let high: Int64
    }

    /// The ends of every partition now.
    static func logs(of topic: String, _ kafka: KafkaConfiguration, _ reader: KafkaReader) async throws -> [Log] {
        let admin = try KafkaAdmin(kafka)
        defer { admin.close() }
        guard let count = try await admin.describe().partitions[topic] else { return [] }
        var logs: [Log] = []
        for number in 0..<count {
            let partition = KafkaPartition(topic: topic, number: number)
            let (low, high) = try await reader.watermarks(partition)
            logs.append(Log(partition: partition, low: low, high: high))
        }
        return logs
    }

    func run(_ logs: [Log], _ reader: KafkaReader) async throws {
        guard !logs.isEmpty else {
            if !marks.isEmpty {
                findings.differ(area, topic, expected: "a topic, as the relay has marks", found: "no such topic")
            }
            return
        }
        for log in logs {
            var tally = PartitionTally(log: log, partitions: logs.count, check: self)
            try await read(log, reader, &tally)
            tally.finish()
        }
    }

    private func read(_ log: Log, _ reader: KafkaReader, _ tally: inout PartitionTally) async throws {
        var next = log.low
        while next < log.high {
            try Task.checkCancellation()
            let records: [KafkaReceivedRecord]
            do {
                // No more than there are, so as not to wait for word that this is the end.
                let rest = Int(min(1_000, log.high - next))
                records = try await reader.read(log.partition, from: next, maximumRecords: rest, within: .seconds(30))
            } catch let error as KafkaError where error.code == .offsetOutOfRange {
                // What was oldest is gone meanwhile.
                let (low, high) = try await reader.watermarks(log.partition)
                guard low > next, high >= log.high else { throw error }
                next = low
                tally.start(at: low)
                continue
            }
            guard let last = records.last else { throw Refusal("\(log.partition) gives no records at \(next)") }
            let page = records.filter { $0.offset < log.high }
            let events = try await storedEvents(of: page)
            for record in page { tally.take(record, events) }
            findings.count("records", page.count)
            reportsProgress(page.count)
            next = last.offset + 1
        }
    }

    private func storedEvents(of records: [KafkaReceivedRecord]) async throws -> [LanePlace: EventEnvelope] {
        let places = Set(records.compactMap { RecordComparison.place(of: $0) })
        guard !places.isEmpty else { return [:] }
        let sorted = places.sorted { ($0.lane, $0.sequence) < ($1.lane, $1.sequence) }
        let rows = try await snapshot.rows(
            """
            SELECT \(raw: StoredEvent.columns()) FROM \(raw: schema).events e
            JOIN unnest(\(sorted.map(\.lane)), \(sorted.map(\.sequence))) n (lane, sequence)
                ON e.lane = n.lane AND e.sequence = n.sequence
            """
        )
        var events: [LanePlace: EventEnvelope] = [:]
        for row in rows { if let event = try StoredEvent.read(row) { events[event.place] = event } }
        return events
    }
}

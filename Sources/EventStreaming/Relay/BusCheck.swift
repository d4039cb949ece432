import EventSourcing
import FoundationEssentials
import KafkaClient

/// Proves by content that the bus is still the one that was written to: the last acknowledged record must be there.
struct BusCheck {
    enum Verdict: Equatable {
        case same
        /// Another bus, or a topic made anew; the text says how it shows.
        case other(String)
    }

    let reader: KafkaReader
    let topic: String
    /// Whose records they are.
    let store: UUID

    /// - Throws: `KafkaError` when the bus does not answer; then nothing is known.
    func verdict(on marks: some Sequence<LaneMark>) async throws -> Verdict {
        var newest: [KafkaPartition: LaneMark] = [:]
        for mark in marks where (newest[mark.partition]?.offset ?? -1) < mark.offset { newest[mark.partition] = mark }
        for mark in newest.values.sorted(by: { $0.partition < $1.partition }) {
            guard mark.partition.topic == topic else { return .other("the topic's name was \(mark.partition.topic)") }
            if let reason = try await mismatch(mark) { return .other(reason) }
        }
        return .same
    }

    private func mismatch(_ mark: LaneMark) async throws -> String? {
        let place = RecordPlace(partition: mark.partition, offset: mark.offset)
        let (low, high) = try await reader.watermarks(mark.partition)
        guard mark.offset < high else { return "\(place) was acknowledged, but the partition ends at \(high)" }
        guard mark.offset >= low else { return nil }  // Deleted by age: nothing contradicts.
        let records: [KafkaReceivedRecord]
        do {
            records = try await reader.read(mark.partition, from: mark.offset, maximumRecords: 1, within: .seconds(10))
        } catch let error as KafkaError where error.code == .offsetOutOfRange {
            return nil  // Deleted between the two questions; the next check sees it.
        }
        guard let record = records.first else { throw RelayError.busSilent(mark.partition) }
        guard record.offset == mark.offset else { return nil }  // Compacted away.
        let id = record.header(RecordHeaderName.id).flatMap { ASCIIText.readUUID($0[...]) }
        guard id == mark.eventID else { return "\(place) holds another event than the one acknowledged there" }
        let writer = record.header(RecordHeaderName.store).flatMap { ASCIIText.readUUID($0[...]) }
        return writer == store ? nil : "\(place) was sent by another generation of the store"
    }
}

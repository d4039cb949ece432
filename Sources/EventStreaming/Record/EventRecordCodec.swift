package import EventSourcing
import EventStorePostgres
package import FoundationEssentials
package import KafkaClient

/// One service's events as Kafka records: CloudEvents 1.0 binary mode with a JSON body.
///
/// The key is the stream id, so a stream stays in one partition; the partition is the lane's, said explicitly.
package struct EventRecordCodec: Sendable {
    package let service: String
    package let store: UUID
    package let plan: TopicPlan
    private let shape: KafkaRecordShape

    /// - Parameters:
    ///   - service: the service that recorded the events.
    ///   - store: the identity of its store.
    ///   - plan: its topic.
    package init(service: String, store: UUID, plan: TopicPlan) {
        self.service = service
        self.store = store
        self.plan = plan
        var storeText: [UInt8] = []
        ASCIIText.append(store, to: &storeText)
        shape = KafkaRecordShape(
            constant: [
                (RecordHeaderName.contentType.rawValue, Array("application/json".utf8)),
                (RecordHeaderName.specVersion.rawValue, Array("1.0".utf8)),
                (RecordHeaderName.source.rawValue, Array("/bina/\(service)".utf8)),
                (RecordHeaderName.store.rawValue, storeText),
            ],
            varying: RecordPacker.headers.map(\.rawValue)
        )
    }

    /// The record of a recorded event.
    package func record(of event: EventEnvelope) -> KafkaRecord {
        var packer = packer(event.lane, capacity: 1)
        packer.add(PackedEvent(event))
        return packer.records.record(at: 0)
    }

    /// Records of events of one lane, in their order.
    package func records(of events: [EventEnvelope], in lane: Lane) -> KafkaPackedRecords {
        var packer = packer(lane, capacity: events.count)
        for event in events { packer.add(PackedEvent(event)) }
        return packer.records
    }

    /// For records of this lane.
    func packer(_ lane: Lane, capacity: Int) -> RecordPacker {
        let partition = lane.partition(of: plan.partitions)
        return RecordPacker(
            lane,
            KafkaPackedRecords(topic: plan.topic, partition: partition, shape: shape, capacity: capacity)
        )
    }
}

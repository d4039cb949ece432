package import EventSourcing
package import FoundationEssentials
package import KafkaClient

/// One service's events as Kafka records: CloudEvents 1.0 binary mode with a JSON body.
///
/// The key is the stream id, so a stream stays in one partition; the partition is the lane's, said explicitly.
package struct EventRecordCodec: Sendable {
    package let service: String
    package let store: UUID
    package let plan: TopicPlan
    private let constant: [KafkaHeader]

    /// - Parameters:
    ///   - service: the service that recorded the events.
    ///   - store: the identity of its store.
    ///   - plan: its topic.
    package init(service: String, store: UUID, plan: TopicPlan) {
        self.service = service
        self.store = store
        self.plan = plan
        constant = [
            KafkaHeader(name: RecordHeaderName.contentType, text: "application/json"),
            KafkaHeader(name: RecordHeaderName.specVersion, text: "1.0"),
            KafkaHeader(name: RecordHeaderName.source, text: "/bina/\(service)"),
            KafkaHeader(name: RecordHeaderName.store, value: ASCIIText.uuid(store)),
        ]
    }

    /// The record of a recorded event.
    package func record(of event: EventEnvelope) -> KafkaRecord {
        let tenant = Array(event.tenant.name.utf8)
        let subject = Self.subject(of: event.stream)
        var key = tenant
        key.reserveCapacity(tenant.count + 1 + subject.count)
        key.append(UInt8(ascii: "/"))
        key.append(contentsOf: subject)
        return KafkaRecord(
            topic: plan.topic,
            partition: event.lane.partition(of: plan.partitions),
            key: key,
            value: event.payload,
            headers: headers(of: event, tenant: tenant, subject: subject),
            timestampMilliseconds: event.recordedAt.microseconds / 1_000
        )
    }

    private func headers(of event: EventEnvelope, tenant: [UInt8], subject: [UInt8]) -> [KafkaHeader] {
        var headers = constant
        headers.reserveCapacity(constant.count + 16)
        func add(_ name: String, _ value: [UInt8]) { headers.append(KafkaHeader(name: name, value: value)) }
        let context = event.context
        add(RecordHeaderName.id, ASCIIText.uuid(event.id))
        add(RecordHeaderName.type, Array(event.type.utf8))
        add(RecordHeaderName.subject, subject)
        add(RecordHeaderName.time, ASCIIText.timestamp(event.occurredAt))
        add(RecordHeaderName.dataSchema, Self.dataSchema(of: event.type))
        add(RecordHeaderName.tenant, tenant)
        add(RecordHeaderName.streamVersion, ASCIIText.number(event.version))
        add(RecordHeaderName.lane, ASCIIText.number(Int64(event.lane.number)))
        add(RecordHeaderName.sequence, ASCIIText.number(event.sequence))
        add(RecordHeaderName.recordedAt, ASCIIText.timestamp(event.recordedAt))
        add(RecordHeaderName.commandID, ASCIIText.uuid(context.commandID.uuid))
        add(RecordHeaderName.correlationID, ASCIIText.uuid(context.correlationID))
        if let cause = context.causationID { add(RecordHeaderName.causationID, ASCIIText.uuid(cause)) }
        add(RecordHeaderName.actor, Array(context.actor.utf8))
        if let traceparent = context.traceparent {
            let value = Array(traceparent.utf8)
            add(RecordHeaderName.cloudTraceparent, value)
            add(RecordHeaderName.traceparent, value)
        }
        return headers
    }

    private static func subject(of stream: StreamID) -> [UInt8] {
        var text = Array(stream.category.utf8)
        text.reserveCapacity(text.count + 37)
        text.append(UInt8(ascii: "-"))
        ASCIIText.appendUUID(stream.id, to: &text)
        return text
    }

    /// `enrolment.batch-scheduled.v1` → `/schemas/events/enrolment/batch-scheduled.v1.schema.json`.
    private static func dataSchema(of type: String) -> [UInt8] {
        let name = type.utf8
        var text = schemaPrefix
        text.reserveCapacity(schemaPrefix.count + name.count + schemaSuffix.count)
        let start = text.count
        text.append(contentsOf: name)
        if let dot = text[start...].firstIndex(of: UInt8(ascii: ".")) { text[dot] = UInt8(ascii: "/") }
        text.append(contentsOf: schemaSuffix)
        return text
    }

    private static let schemaPrefix = Array("/schemas/events/".utf8)
    private static let schemaSuffix = Array(".schema.json".utf8)
}

import EventSourcing
import FoundationEssentials
package import KafkaClient

/// Reads records back into events: strict on what it needs, indifferent to headers it does not know.
package enum EventRecordDecoder {
    /// - Throws: what the record lacks, with its place.
    package static func decode(_ record: KafkaReceivedRecord) throws(RecordError) -> ReceivedEvent {
        try decode(
            key: record.key,
            value: record.value,
            headers: record.headers,
            at: RecordPlace(partition: record.partition, offset: record.offset)
        )
    }

    static func decode(key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader], at place: RecordPlace)
        throws(RecordError) -> ReceivedEvent
    {
        var fields = RecordFields(place: place)
        for header in headers { fields.take(header.name, header.value) }
        return try fields.event(key: key, value: value)
    }
}

/// The headers of one record as they are found.
///
/// An unreadable one is remembered and reported only if it is needed.
struct RecordFields {
    private let place: RecordPlace
    private var unreadable: String?
    private var id: UUID?
    private var type: String?
    private var source: String?
    private var store: UUID?
    private var tenant: [UInt8]?
    private var subject: [UInt8]?
    private var version: Int64?
    private var lane: Int64?
    private var sequence: Int64?
    private var occurredAt: Timestamp?
    private var recordedAt: Timestamp?
    private var commandID: UUID?
    private var correlationID: UUID?
    private var causationID: UUID?
    private var actor: String?
    private var cloudTraceparent: String?
    private var traceparent: String?
    private var specVersion: [UInt8]?

    init(place: RecordPlace) { self.place = place }

    /// A repeated header's last value counts; null counts as absent.
    mutating func take(_ name: String, _ value: [UInt8]?) {
        guard let value else { return }
        switch name {
        case RecordHeaderName.id: id = read(name, ASCIIText.readUUID(value[...]))
        case RecordHeaderName.type: type = text(value)
        case RecordHeaderName.source: source = text(value)
        case RecordHeaderName.store: store = read(name, ASCIIText.readUUID(value[...]))
        case RecordHeaderName.tenant: tenant = value
        case RecordHeaderName.subject: subject = value
        case RecordHeaderName.streamVersion: version = read(name, ASCIIText.readNumber(value[...]))
        case RecordHeaderName.lane: lane = read(name, ASCIIText.readNumber(value[...]))
        case RecordHeaderName.sequence: sequence = read(name, ASCIIText.readNumber(value[...]))
        case RecordHeaderName.time: occurredAt = read(name, ASCIIText.readTimestamp(value[...]))
        case RecordHeaderName.recordedAt: recordedAt = read(name, ASCIIText.readTimestamp(value[...]))
        case RecordHeaderName.commandID: commandID = read(name, ASCIIText.readUUID(value[...]))
        case RecordHeaderName.correlationID: correlationID = read(name, ASCIIText.readUUID(value[...]))
        case RecordHeaderName.causationID: causationID = read(name, ASCIIText.readUUID(value[...]))
        case RecordHeaderName.actor: actor = text(value)
        case RecordHeaderName.traceparent: traceparent = text(value)
        case RecordHeaderName.cloudTraceparent: cloudTraceparent = text(value)
        case RecordHeaderName.specVersion: specVersion = value
        default: break  // Headers of others, such as a mirror's, are none of our business.
        }
    }

    func event(key: [UInt8]?, value: [UInt8]?) throws(RecordError) -> ReceivedEvent {
        guard let specVersion else { throw missing(RecordHeaderName.specVersion) }
        guard specVersion.starts(with: [UInt8(ascii: "1"), UInt8(ascii: ".")]) else { throw error(.otherSpecVersion) }
        if let unreadable { throw error(.unreadableHeader(unreadable)) }
        guard let key else { throw error(.missingKey) }
        guard let value else { throw error(.missingValue) }
        let envelope = EventEnvelope(
            stream: try stream(key),
            version: try needed(version, RecordHeaderName.streamVersion),
            lane: try laneNumber(),
            sequence: try needed(sequence, RecordHeaderName.sequence),
            id: try needed(id, RecordHeaderName.id),
            type: try needed(type, RecordHeaderName.type),
            occurredAt: try needed(occurredAt, RecordHeaderName.time),
            recordedAt: try needed(recordedAt, RecordHeaderName.recordedAt),
            context: CommandContext(
                commandID: CommandID(try needed(commandID, RecordHeaderName.commandID)),
                correlationID: try needed(correlationID, RecordHeaderName.correlationID),
                causationID: causationID,
                actor: try needed(actor, RecordHeaderName.actor),
                traceparent: traceparent ?? cloudTraceparent
            ),
            payload: value
        )
        return ReceivedEvent(
            envelope: envelope,
            source: try service(),
            store: try needed(store, RecordHeaderName.store),
            place: place
        )
    }

    private func stream(_ key: [UInt8]) throws(RecordError) -> StreamID {
        let tenant = try needed(tenant, RecordHeaderName.tenant)
        let subject = try needed(subject, RecordHeaderName.subject)
        guard key.count == tenant.count + 1 + subject.count, key.starts(with: tenant),
            key[tenant.count] == UInt8(ascii: "/"), key[(tenant.count + 1)...].elementsEqual(subject)
        else { throw error(.keyMismatch) }
        guard subject.count > 37, let id = ASCIIText.readUUID(subject.suffix(36)),
            subject[subject.count - 37] == UInt8(ascii: "-"),
            let tenantID = TenantID(String(decoding: tenant, as: UTF8.self))
        else { throw error(.unreadableKey) }
        return StreamID(
            tenant: tenantID,
            category: String(decoding: subject.dropLast(37), as: UTF8.self),
            id: id
        )
    }

    private func laneNumber() throws(RecordError) -> Lane {
        guard let number = Int16(exactly: try needed(lane, RecordHeaderName.lane)) else {
            throw error(.unreadableHeader(RecordHeaderName.lane))
        }
        return Lane(number)
    }

    private func service() throws(RecordError) -> String {
        let source = try needed(source, RecordHeaderName.source)
        guard source.hasPrefix("/bina/"), source.utf8.count > 6 else { throw error(.foreignSource) }
        return String(source.dropFirst(6))
    }

    private func needed<Value>(_ value: Value?, _ name: String) throws(RecordError) -> Value {
        guard let value else { throw missing(name) }
        return value
    }

    private mutating func read<Value>(_ name: String, _ value: Value?) -> Value? {
        if value == nil { unreadable = unreadable ?? name }
        return value
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func missing(_ name: String) -> RecordError { error(.missingHeader(name)) }

    private func error(_ reason: RecordError.Reason) -> RecordError { RecordError(reason: reason, place: place) }
}

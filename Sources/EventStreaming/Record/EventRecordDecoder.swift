import EventSourcing
import FoundationEssentials
package import KafkaClient

/// Reads records back into events: strict on what it needs, indifferent to headers it does not know.
package enum EventRecordDecoder {
    /// - Throws: what the record lacks, with its place.
    package static func decode(_ record: KafkaReceivedRecord) throws(RecordError) -> ReceivedEvent {
        var fields = RecordFields(place: RecordPlace(partition: record.partition, offset: record.offset))
        record.forEachHeader { name, value in fields.take(name, value) }
        return try fields.event(key: record.key, value: record.value)
    }

    static func decode(key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader], at place: RecordPlace)
        throws(RecordError) -> ReceivedEvent
    {
        var fields = RecordFields(place: place)
        for header in headers { fields.take(Array(header.name.utf8)[...], header.value?[...]) }
        return try fields.event(key: key, value: value)
    }
}

/// The headers of one record as they are found.
///
/// An unreadable one is remembered and reported only if it is needed.
struct RecordFields {
    private let place: RecordPlace
    private var finder = RecordHeaderFinder()
    private var unreadable: RecordHeaderName?
    private var id: UUID?
    private var type: String?
    private var source: String?
    private var store: UUID?
    private var tenant: ArraySlice<UInt8>?
    private var subject: ArraySlice<UInt8>?
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
    private var specVersion: ArraySlice<UInt8>?

    init(place: RecordPlace) { self.place = place }

    /// A repeated header's last value counts; null counts as absent.
    mutating func take(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>?) {
        guard let header = finder.find(name), let value else { return }
        switch header {
        case .contentType, .dataSchema: break
        case .specVersion: specVersion = value
        case .source: source = text(value)
        case .store: store = read(header, UUID(text: value))
        case .id: id = read(header, UUID(text: value))
        case .type: type = text(value)
        case .subject: subject = value
        case .time: occurredAt = read(header, ASCIIText.readTimestamp(value))
        case .tenant: tenant = value
        case .streamVersion: version = read(header, ASCIIText.readNumber(value))
        case .lane: lane = read(header, ASCIIText.readNumber(value))
        case .sequence: sequence = read(header, ASCIIText.readNumber(value))
        case .recordedAt: recordedAt = read(header, ASCIIText.readTimestamp(value))
        case .commandID: commandID = read(header, UUID(text: value))
        case .correlationID: correlationID = read(header, UUID(text: value))
        case .causationID: causationID = read(header, UUID(text: value))
        case .actor: actor = text(value)
        case .cloudTraceparent: cloudTraceparent = text(value)
        case .traceparent: traceparent = text(value)
        }
    }

    func event(key: [UInt8]?, value: [UInt8]?) throws(RecordError) -> ReceivedEvent {
        guard let specVersion else { throw missing(.specVersion) }
        guard specVersion.starts(with: [UInt8(ascii: "1"), UInt8(ascii: ".")]) else { throw error(.otherSpecVersion) }
        if let unreadable { throw error(.unreadableHeader(unreadable.rawValue)) }
        guard let key else { throw error(.missingKey) }
        guard let value else { throw error(.missingValue) }
        let envelope = EventEnvelope(
            stream: try stream(key),
            version: try needed(version, .streamVersion),
            lane: try laneNumber(),
            sequence: try needed(sequence, .sequence),
            id: try needed(id, .id),
            type: try needed(type, .type),
            occurredAt: try needed(occurredAt, .time),
            recordedAt: try needed(recordedAt, .recordedAt),
            context: CommandContext(
                commandID: CommandID(try needed(commandID, .commandID)),
                correlationID: try needed(correlationID, .correlationID),
                causationID: causationID,
                actor: try needed(actor, .actor),
                traceparent: traceparent ?? cloudTraceparent
            ),
            payload: value
        )
        return ReceivedEvent(
            envelope: envelope,
            source: try service(),
            store: try needed(store, .store),
            place: place
        )
    }

    private func stream(_ key: [UInt8]) throws(RecordError) -> StreamID {
        let tenant = try needed(tenant, .tenant)
        let subject = try needed(subject, .subject)
        guard key.count == tenant.count + 1 + subject.count, key.starts(with: tenant),
            key[tenant.count] == UInt8(ascii: "/"), key[(tenant.count + 1)...].elementsEqual(subject)
        else { throw error(.keyMismatch) }
        guard subject.count > 37, let id = UUID(text: subject.suffix(36)),
            subject[subject.endIndex - 37] == UInt8(ascii: "-"),
            let tenantID = TenantID(String(decoding: tenant, as: UTF8.self))
        else { throw error(.unreadableKey) }
        return StreamID(
            tenant: tenantID,
            category: String(decoding: subject.dropLast(37), as: UTF8.self),
            id: id
        )
    }

    private func laneNumber() throws(RecordError) -> Lane {
        guard let number = Int16(exactly: try needed(lane, .lane)) else {
            throw error(.unreadableHeader(RecordHeaderName.lane.rawValue))
        }
        return Lane(number)
    }

    private func service() throws(RecordError) -> String {
        let source = try needed(source, .source)
        guard source.hasPrefix("/bina/"), source.utf8.count > 6 else { throw error(.foreignSource) }
        return String(source.dropFirst(6))
    }

    private func needed<Value>(_ value: Value?, _ name: RecordHeaderName) throws(RecordError) -> Value {
        guard let value else { throw missing(name) }
        return value
    }

    private mutating func read<Value>(_ name: RecordHeaderName, _ value: Value?) -> Value? {
        if value == nil { unreadable = unreadable ?? name }
        return value
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private func missing(_ name: RecordHeaderName) -> RecordError { error(.missingHeader(name.rawValue)) }

    private func error(_ reason: RecordError.Reason) -> RecordError { RecordError(reason: reason, place: place) }
}

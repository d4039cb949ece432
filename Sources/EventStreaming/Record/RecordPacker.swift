import EventSourcing
import EventStorePostgres
import FoundationEssentials
import KafkaClient

/// Writes events of one lane as records, each byte once and none of them through a `String`.
struct RecordPacker {
    /// The headers that every record has a value of its own for, in the order in which they are added.
    static let headers: [RecordHeaderName] = [
        .id, .type, .subject, .time, .dataSchema, .tenant, .streamVersion, .lane, .sequence, .recordedAt, .commandID,
        .correlationID, .causationID, .actor, .cloudTraceparent, .traceparent,
    ]

    private(set) var records: KafkaPackedRecords
    private let lane: Lane

    init(_ lane: Lane, _ records: KafkaPackedRecords) {
        self.lane = lane
        self.records = records
    }

    mutating func add(_ event: PackedEvent) {
        let tenant = write { $0.append(contentsOf: event.tenant) }
        records.bytes.append(UInt8(ascii: "/"))
        let subject = write { bytes in
            bytes.append(contentsOf: event.category)
            bytes.append(UInt8(ascii: "-"))
            ASCIIText.append(event.streamID, to: &bytes)
        }
        let payload = write { $0.append(contentsOf: event.payload) }
        let type = write { $0.append(contentsOf: event.type) }
        let id = write { ASCIIText.append(event.id, to: &$0) }
        let time = write { ASCIIText.append(event.occurredAt, to: &$0) }
        let schema = write { Self.appendDataSchema(of: event.type, to: &$0) }
        let version = write { ASCIIText.append(event.version, to: &$0) }
        let number = Int64(lane.number)
        let laneNumber = write { ASCIIText.append(number, to: &$0) }
        let sequence = write { ASCIIText.append(event.sequence, to: &$0) }
        let recordedAt = write { ASCIIText.append(event.recordedAt, to: &$0) }
        let commandID = write { ASCIIText.append(event.commandID, to: &$0) }
        let correlationID = write { ASCIIText.append(event.correlationID, to: &$0) }
        var causationID: Range<Int>?
        if let cause = event.causationID { causationID = write { ASCIIText.append(cause, to: &$0) } }
        let actor = write { $0.append(contentsOf: event.actor) }
        var traceparent: Range<Int>?
        if let trace = event.traceparent { traceparent = write { $0.append(contentsOf: trace) } }

        records.add(
            key: tenant.lowerBound..<subject.upperBound,
            value: payload,
            timestampMilliseconds: event.recordedAt.microseconds / 1_000
        )
        records.addHeader(id)
        records.addHeader(type)
        records.addHeader(subject)
        records.addHeader(time)
        records.addHeader(schema)
        records.addHeader(tenant)
        records.addHeader(version)
        records.addHeader(laneNumber)
        records.addHeader(sequence)
        records.addHeader(recordedAt)
        records.addHeader(commandID)
        records.addHeader(correlationID)
        records.addHeader(causationID)
        records.addHeader(actor)
        records.addHeader(traceparent)
        records.addHeader(traceparent)
    }

    @inline(__always)
    private mutating func write(_ body: (inout [UInt8]) -> Void) -> Range<Int> {
        let start = records.bytes.count
        body(&records.bytes)
        return start..<records.bytes.count
    }

    /// `enrolment.batch-scheduled.v1` → `/schemas/events/enrolment/batch-scheduled.v1.schema.json`.
    private static func appendDataSchema(of type: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: schemaPrefix)
        let start = bytes.count
        bytes.append(contentsOf: type)
        if let dot = type.firstIndex(of: UInt8(ascii: ".")) { bytes[start + dot - type.startIndex] = UInt8(ascii: "/") }
        bytes.append(contentsOf: schemaSuffix)
    }

    private static let schemaPrefix = Array("/schemas/events/".utf8)
    private static let schemaSuffix = Array(".schema.json".utf8)
}

/// An event as its record needs it; texts are slices of where they were read.
struct PackedEvent {
    let sequence: Int64
    let version: Int64
    let occurredAt: Timestamp
    let recordedAt: Timestamp
    let streamID: UUID
    let id: UUID
    let commandID: UUID
    let correlationID: UUID
    let causationID: UUID?
    let tenant: ArraySlice<UInt8>
    let category: ArraySlice<UInt8>
    let type: ArraySlice<UInt8>
    let actor: ArraySlice<UInt8>
    let traceparent: ArraySlice<UInt8>?
    let payload: ArraySlice<UInt8>

    init(_ event: LaneRows.Event, in bytes: [UInt8]) {
        sequence = event.sequence
        version = event.version
        occurredAt = event.occurredAt
        recordedAt = event.recordedAt
        streamID = event.streamID
        id = event.id
        commandID = event.commandID
        correlationID = event.correlationID
        causationID = event.causationID
        tenant = bytes[event.tenant]
        category = bytes[event.category]
        type = bytes[event.type]
        actor = bytes[event.actor]
        traceparent = event.traceparent.map { bytes[$0] }
        payload = bytes[event.payload]
    }

    init(_ event: EventEnvelope) {
        func slice(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }
        sequence = event.sequence
        version = event.version
        occurredAt = event.occurredAt
        recordedAt = event.recordedAt
        streamID = event.stream.id
        id = event.id
        commandID = event.context.commandID.uuid
        correlationID = event.context.correlationID
        causationID = event.context.causationID
        tenant = slice(event.tenant.name)
        category = slice(event.stream.category)
        type = slice(event.type)
        actor = slice(event.context.actor)
        traceparent = event.context.traceparent.map { slice($0) }
        payload = event.payload[...]
    }
}

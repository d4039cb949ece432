import EventSourcing
@testable import EventStreaming
import FoundationEssentials
import KafkaClient
import Testing

struct EventRecordCodecTests {
    let place = RecordPlace(partition: KafkaPartition(topic: "bina.light.events", number: 3), offset: 42)

    func codec() throws -> EventRecordCodec {
        EventRecordCodec(
            service: "light",
            store: try #require(UUID(uuidString: "0F000000-0000-4000-8000-00000000000A")),
            plan: try TopicPlan(service: "light", lanes: 16, partitions: 8)
        )
    }

    func event(causation: UUID? = nil, traceparent: String? = nil) throws -> EventEnvelope {
        let id = try #require(UUID(uuidString: "6F1C0000-1111-4222-8333-ABCDEF012345"))
        let stream = StreamID(tenant: try #require(TenantID("aceh")), category: "light-switch", id: id)
        return EventEnvelope(
            stream: stream,
            version: 7,
            lane: Lane(11),
            sequence: 1_234_567,
            id: id,
            type: "light.switched-on.v2",
            occurredAt: Timestamp(microseconds: 1_763_800_000_123_456),
            recordedAt: Timestamp(microseconds: 1_763_800_001_000_001),
            context: CommandContext(
                commandID: CommandID(UUID()),
                causationID: causation,
                actor: "somebody",
                traceparent: traceparent
            ),
            payload: Array(#"{"isOn":true}"#.utf8)
        )
    }

    func decode(_ record: KafkaRecord) throws(RecordError) -> ReceivedEvent {
        try EventRecordDecoder.decode(key: record.key, value: record.value, headers: record.headers, at: place)
    }

    @Test func `what is written is what is read`() throws {
        let codec = try codec()
        for event in [try event(), try event(causation: UUID(), traceparent: "00-aa-bb-01")] {
            let received = try decode(codec.record(of: event))
            #expect(received == ReceivedEvent(envelope: event, source: "light", store: codec.store, place: place))
        }
    }

    @Test func `headers are CloudEvents in binary mode`() throws {
        let record = try codec().record(of: event())
        func header(_ name: String) -> String? {
            record.headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(record.key.map { String(decoding: $0, as: UTF8.self) } == (try event().stream.description))
        #expect(record.partition == 3)
        #expect(record.timestampMilliseconds == 1_763_800_001_000)
        #expect(header("content-type") == "application/json")
        #expect(header("ce_specversion") == "1.0")
        #expect(header("ce_id") == "6f1c0000-1111-4222-8333-abcdef012345")
        #expect(header("ce_source") == "/bina/light")
        #expect(header("ce_type") == "light.switched-on.v2")
        #expect(header("ce_subject") == "light-switch-6f1c0000-1111-4222-8333-abcdef012345")
        #expect(header("ce_time") == Timestamp(microseconds: 1_763_800_000_123_456).description)
        #expect(header("ce_dataschema") == "/schemas/events/light/switched-on.v2.schema.json")
        #expect(header("ce_sequence") == "1234567")
        #expect(header("ce_lane") == "11")
    }

    @Test func `an unknown header is no reason to refuse`() throws {
        var record = try codec().record(of: event())
        record.headers.append(KafkaHeader(name: "mirror-of", value: [0xFF]))
        record.headers.append(KafkaHeader(name: "empty", value: nil))
        #expect(try decode(record).envelope.stream == event().stream)
    }

    @Test(arguments: [
        "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_tenant", "ce_streamversion",
        "ce_lane", "ce_sequence", "ce_store", "ce_recordedat", "ce_commandid", "ce_correlationid", "ce_actor",
    ])
    func `a missing header is named with its place`(name: String) throws {
        var record = try codec().record(of: event())
        record.headers.removeAll { $0.name == name }
        let error = #expect(throws: RecordError.self) { try decode(record) }
        #expect(error == RecordError(reason: .missingHeader(name), place: place))
        #expect(error?.description.contains("bina.light.events[3]@42") == true)
    }

    @Test(arguments: [
        "ce_id", "ce_time", "ce_streamversion", "ce_lane", "ce_sequence", "ce_store", "ce_recordedat",
        "ce_commandid", "ce_correlationid",
    ])
    func `an unreadable header is named`(name: String) throws {
        for value in ["", "-1x", "99999999999999999999", "\u{0}\u{FF}", String(repeating: "9", count: 4_000)] {
            var record = try codec().record(of: event())
            record.headers.removeAll { $0.name == name }
            record.headers.append(KafkaHeader(name: name, text: value))
            #expect(throws: RecordError(reason: .unreadableHeader(name), place: place)) { try decode(record) }
        }
    }

    @Test func `foreign and damaged records are refused`() throws {
        let good = try codec().record(of: event())
        func refused(_ reason: RecordError.Reason, _ change: (inout KafkaRecord) -> Void) {
            var record = good
            change(&record)
            #expect(throws: RecordError(reason: reason, place: place)) { try decode(record) }
        }
        func replace(_ name: String, _ text: String) -> (inout KafkaRecord) -> Void {
            { record in
                record.headers.removeAll { $0.name == name }
                record.headers.append(KafkaHeader(name: name, text: text))
            }
        }
        refused(.missingValue) { $0.value = nil }
        refused(.missingKey) { $0.key = nil }
        refused(.keyMismatch) { $0.key = Array("tebo/light-switch-1".utf8) }
        refused(.otherSpecVersion, replace("ce_specversion", "2.0"))
        refused(.foreignSource, replace("ce_source", "urn:somebody"))
        refused(.missingHeader("ce_specversion")) { $0.headers = [] }
    }

    @Test func `times read and write alike`() {
        for micros in [0, 1, -1, 951_782_400_000_000, 1_763_800_000_123_456, -62_000_000_000_000_000] as [Int64] {
            let time = Timestamp(microseconds: micros)
            var text: [UInt8] = []
            ASCIIText.append(time, to: &text)
            #expect(text == Array(time.description.utf8))
            #expect(ASCIIText.readTimestamp(text[...]) == time)
        }
        #expect(ASCIIText.readTimestamp(Array("2026-02-31T00:00:00.000000Z".utf8)[...]) == nil)
        #expect(
            ASCIIText.readTimestamp(Array("2026-11-22T08:33:00+07:00".utf8)[...]) == Timestamp("2026-11-22T01:33:00Z")
        )
        #expect(ASCIIText.readTimestamp(Array("2026x11-22T08:33:00.000000Z".utf8)[...]) == nil)
    }

    @Test(arguments: [0, 1, 9, 10, 11, 99, 100, 101, 999, 1_000, 1_234_567, Int64.max / 10, Int64.max, -1, -25])
    func `numbers are written as their digits`(number: Int64) {
        var text = Array("n=".utf8)
        ASCIIText.append(number, to: &text)
        #expect(text == Array("n=\(number)".utf8))
    }
}

import EventSourcing
import Foundation
import KafkaClient

/// Holds one record against the event that it says it is: key, body, and every header that carries the envelope.
///
/// The names stand here once more on purpose: a changed name in the relay is a difference.
struct RecordComparison: Sendable {
    let source: String
    let store: UUID
    let area: String
    let findings: Findings

    /// The lane and sequence that a record names; nil when it does not.
    static func place(of record: KafkaReceivedRecord) -> LanePlace? {
        guard let lane = record.header("ce_lane").flatMap({ Int16(String(decoding: $0, as: UTF8.self)) }),
            let sequence = record.header("ce_sequence").flatMap({ Int64(String(decoding: $0, as: UTF8.self)) })
        else { return nil }
        return LanePlace(lane: lane, sequence: sequence)
    }

    /// The store that sent the record.
    static func store(of record: KafkaReceivedRecord) -> UUID? {
        record.header("ce_store").flatMap { UUID(uuidString: String(decoding: $0, as: UTF8.self)) }
    }

    /// Each part that differs is one difference; its content is not told.
    func compare(_ record: KafkaReceivedRecord, with event: EventEnvelope, at: String) {
        let place = "\(at) (\(event.place), \(event.stream) version \(event.version))"
        func differ(_ part: String) {
            findings.differ(area, "\(place) \(part)", expected: "what the store has", found: "another value")
        }
        if record.key != Array(event.stream.description.utf8) { differ("key") }
        if record.value != event.payload { differ("body") }
        var headers: [String: String] = [:]
        for header in record.headers where header.name.hasPrefix("ce_") || Self.plain.contains(header.name) {
            headers[header.name] = header.value.map { String(decoding: $0, as: UTF8.self) }
        }
        let expected = self.headers(of: event)
        for name in Set(headers.keys).union(expected.keys).sorted() where headers[name] != expected[name] {
            differ(name)
        }
    }

    private static let plain: Set = ["content-type", "traceparent"]

    private func headers(of event: EventEnvelope) -> [String: String] {
        let context = event.context
        var headers = [
            "content-type": "application/json",
            "ce_specversion": "1.0",
            "ce_id": event.id.lowercased,
            "ce_source": "/bina/\(source)",
            "ce_type": event.type,
            "ce_subject": event.stream.name,
            "ce_time": event.occurredAt.description,
            "ce_dataschema": "/schemas/events/\(Self.file(of: event.type)).schema.json",
            "ce_tenant": event.tenant.name,
            "ce_streamversion": String(event.version),
            "ce_lane": String(event.lane.number),
            "ce_sequence": String(event.sequence),
            "ce_store": store.lowercased,
            "ce_recordedat": event.recordedAt.description,
            "ce_commandid": context.commandID.description,
            "ce_correlationid": context.correlationID.lowercased,
            "ce_actor": context.actor,
        ]
        if let cause = context.causationID { headers["ce_causationid"] = cause.lowercased }
        if let trace = context.traceparent {
            headers["traceparent"] = trace
            headers["ce_traceparent"] = trace
        }
        return headers
    }

    /// `enrolment.batch-scheduled.v1` is described in `enrolment/batch-scheduled.v1`.
    private static func file(of type: String) -> String {
        guard let dot = type.firstIndex(of: ".") else { return type }
        return "\(type[..<dot])/\(type[type.index(after: dot)...])"
    }
}

package import FoundationEssentials

/// The closed set of facts that one context publishes: an enum with one case per fact, each holding its payload.
///
/// The enum itself is never coded: its `name` travels in the envelope and only the payload is the body, so Swift names
/// may change freely. Conforming types switch without `default`; the compiler then lists every place that a new event
/// must visit.
package protocol DomainEvent: Sendable, Equatable {
    /// Every name that was ever published, old versions included: `enrolment.batch-scheduled.v1`.
    associatedtype Name: RawRepresentable<String> & CaseIterable & Hashable & Sendable

    /// The newest name of this fact.
    var name: Name { get }

    /// The body as it is published.
    var payload: any EventPayload { get }

    /// Reads a published body; an old version is upcast to today's shape.
    ///
    /// - Throws: `DecodingError` when the body does not have the shape that `name` promises.
    init(_ name: Name, from body: [UInt8]) throws
}

/// A flat value of `let`s whose property names are the JSON names.
///
/// They are stored for ever: add a version, do not edit.
package protocol EventPayload: Codable, Sendable, Equatable {}

/// JSON as events are stored: sorted keys and unescaped slashes, so equal payloads have equal bytes.
package enum CanonicalJSON {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        if let bytes = CanonicalJSONWriter.bytes(of: value) { return bytes }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        if let value = CanonicalJSONDecoder.decode(type, from: bytes) { return value }
        return try JSONDecoder().decode(type, from: Data(bytes))
    }
}

extension DomainEvent {
    /// The event as the store keeps it.
    package func encoded(id: UUID, occurredAt: Timestamp) throws -> EncodedEvent {
        EncodedEvent(
            id: id,
            type: name.rawValue,
            payload: try CanonicalJSON.encode(payload),
            occurredAt: occurredAt
        )
    }

    /// Reads a recorded event; nil when its type is not one of this context's names (somebody newer wrote it).
    package init?(recorded envelope: EventEnvelope) throws(UnreadableEvent) {
        guard let name = Name(rawValue: envelope.type) else { return nil }
        do {
            self = try Self(name, from: envelope.payload)
        } catch {
            throw UnreadableEvent(type: envelope.type, stream: envelope.stream, version: envelope.version)
        }
    }
}

/// A known event whose body does not have the shape that its type promises.
///
/// Carries no part of the body.
package struct UnreadableEvent: Error, Equatable, CustomStringConvertible {
    package let type: String
    package let stream: StreamID
    package let version: Int64

    package init(type: String, stream: StreamID, version: Int64) {
        self.type = type
        self.stream = stream
        self.version = version
    }

    package var description: String { "event \(type) at \(stream) version \(version) cannot be read" }
}

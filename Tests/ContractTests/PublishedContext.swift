import AssessmentEvents
import EnrolmentEvents
import EventSourcing
import Testing

/// The published language of one context as its contracts are checked: another context is one more line in `all`.
struct PublishedContext: Sendable, CustomTestStringConvertible {
    /// First part of its events' names, and its folders in `services` and in `schemas/events`.
    let name: String
    let topic: String
    let events: [PublishedEvent]
    let examples: [PublishedExample]

    static let all = [
        PublishedContext(EnrolmentStream.context, on: EnrolmentStream.topic, EnrolmentExample.self),
        PublishedContext(AssessmentStream.context, on: AssessmentStream.topic, AssessmentExample.self),
    ]

    static var events: [PublishedEvent] { all.flatMap(\.events) }

    static var examples: [PublishedExample] { all.flatMap(\.examples) }

    var testDescription: String { name }

    private init<Example: ContextExample>(_ name: String, on topic: String, _ examples: Example.Type) {
        self.name = name
        self.topic = topic
        events = Example.Event.Name.allCases.map { eventName in
            PublishedEvent(
                context: name,
                name: eventName.rawValue,
                category: Example.category(of: eventName),
                isKnown: { Example.Event.Name(rawValue: $0)?.rawValue == $0 },
                rewritten: { try CanonicalJSON.encode(try Example.Event(eventName, from: $0).payload) }
            )
        }
        self.examples = Example.all.map { example in
            PublishedExample(
                context: name,
                name: example.event.name.rawValue,
                variant: example.variant,
                payload: example.event.payload
            )
        }
    }
}

/// Readable events of one context, at least one of each name.
protocol ContextExample: Sendable {
    associatedtype Event: DomainEvent

    static var all: [Self] { get }

    /// The kind of stream in which the event stands.
    static func category(of name: Event.Name) -> String

    var event: Event { get }
    /// The first example of a name has none and shows every field of its time; `minimal` leaves out what may be absent.
    ///
    /// A published sample stays as it is, so a field that came later is shown by a variant named after it.
    var variant: String? { get }
}

/// One name that a context publishes.
struct PublishedEvent: Sendable, CustomTestStringConvertible {
    let context: String
    /// `enrolment.unit-moved.v1`.
    let name: String
    /// The kind of stream in which it stands.
    let category: String
    /// Whether the context reads a name as itself.
    let isKnown: @Sendable (String) -> Bool
    /// A body that was read as this event and written again.
    let rewritten: @Sendable ([UInt8]) throws -> [UInt8]

    /// `unit-moved.v1` of `enrolment.unit-moved.v1`.
    var stem: String { String(name.dropFirst(context.count + 1)) }

    var testDescription: String { name }
}

/// One event as it may stand on the wire.
struct PublishedExample: Sendable, CustomTestStringConvertible {
    let context: String
    let name: String
    let variant: String?
    let payload: any EventPayload

    var bytes: [UInt8] {
        get throws { try CanonicalJSON.encode(payload) }
    }

    var testDescription: String { [name, variant].compactMap { $0 }.joined(separator: ", ") }
}

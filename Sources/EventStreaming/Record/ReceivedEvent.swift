package import EventSourcing
package import FoundationEssentials
package import KafkaClient

/// An event as a consumer got it: the envelope, whose it is, and where it was read.
package struct ReceivedEvent: Sendable, Equatable {
    package let envelope: EventEnvelope
    /// The service that recorded it, from `ce_source`; the topic may be an alias of another cluster.
    package let source: String
    /// The identity of the store that recorded it.
    package let store: UUID
    package let place: RecordPlace

    package init(envelope: EventEnvelope, source: String, store: UUID, place: RecordPlace) {
        self.envelope = envelope
        self.source = source
        self.store = store
        self.place = place
    }
}

/// Where a record was read.
package struct RecordPlace: Sendable, Hashable, CustomStringConvertible {
    package let partition: KafkaPartition
    package let offset: Int64

    package init(partition: KafkaPartition, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    package var description: String { "\(partition)@\(offset)" }
}

/// A record that is not an event of ours, or a damaged one.
///
/// Names the place, never the content.
package struct RecordError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with the record.
    package enum Reason: Sendable, Equatable {
        case missingKey
        /// No body: a tombstone.
        case missingValue
        case missingHeader(String)
        case unreadableHeader(String)
        /// The key is not `<tenant>/<category>-<uuid>`.
        case unreadableKey
        /// Key and headers name different streams.
        case keyMismatch
        /// Not CloudEvents 1.x.
        case otherSpecVersion
        /// `ce_source` is not `/bina/<service>`.
        case foreignSource
    }

    package let reason: Reason
    package let place: RecordPlace

    package var description: String { "record \(place) is not readable as an event: \(reason)" }
}

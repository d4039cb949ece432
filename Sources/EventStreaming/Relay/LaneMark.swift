package import EventSourcing
package import FoundationEssentials
package import KafkaClient

/// The last record of a lane that the bus has acknowledged, with everything before it.
package struct LaneMark: Sendable, Equatable {
    package let lane: Lane
    package let sequence: Int64
    /// Where the record stands; together with `eventID` it proves by content that the bus is still the same one.
    package let partition: KafkaPartition
    package let offset: Int64
    package let eventID: UUID
}

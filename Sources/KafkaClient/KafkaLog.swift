/// Where a client's log entries go; called on the client's own thread, so it must not block.
package typealias KafkaLog = @Sendable (KafkaLogEntry) -> Void

/// One line librdkafka or this wrapper has to say.
package struct KafkaLogEntry: Sendable {
    /// How much it matters.
    package enum Level: Sendable, Equatable {
        /// Something failed that the client does not repair by itself.
        case error
        /// Something failed that the client repairs.
        case warning
        /// Worth knowing.
        case notice
        /// Only with librdkafka's `debug` property.
        case debug
    }

    /// How much it matters.
    package let level: Level
    /// librdkafka's short word for the place, such as FAIL or REBALANCE.
    package let facility: String
    /// The line, without payloads.
    package let message: String
}

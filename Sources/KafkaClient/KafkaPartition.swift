/// One partition of one topic.
package struct KafkaPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The topic's name.
    package var topic: String
    /// The partition's number, from 0.
    package var number: Int32

    /// A partition, whether it exists or not.
    package init(topic: String, number: Int32) {
        self.topic = topic
        self.number = number
    }

    /// By topic, then by number.
    package static func < (left: KafkaPartition, right: KafkaPartition) -> Bool {
        (left.topic, left.number) < (right.topic, right.number)
    }

    /// `topic[number]`.
    package var description: String { "\(topic)[\(number)]" }
}

/// Where to start reading a partition.
package enum KafkaOffset: Sendable, Equatable {
    /// The oldest record still there.
    case beginning
    /// After the newest record.
    case end
    /// The record with this offset, or the first one after it.
    case at(Int64)
}

package import KafkaClient

/// The topic of one service: its name, and how the store's lanes fall onto its partitions.
package struct TopicPlan: Sendable, Equatable {
    package let topic: String
    package let lanes: Int
    package let partitions: Int

    /// - Throws: `TopicPlanError` unless the partitions divide the lanes, as then a lane's partition is also the one
    ///   that Kafka's default partitioner gives its keys.
    package init(
        service: String,
        lanes: Int,
        partitions: Int,
        prefix: String = ""
    ) throws(TopicPlanError) {
        guard lanes > 0, partitions > 0, lanes.isMultiple(of: partitions) else {
            throw .partitionsDoNotDivideLanes(partitions: partitions, lanes: lanes)
        }
        topic = Self.topic(of: service, prefix: prefix)
        self.lanes = lanes
        self.partitions = partitions
    }

    /// `bina.<service>.events`, behind the prefix of an installation that shares its cluster with others.
    package static func topic(of service: String, prefix: String = "") -> String { "\(prefix)bina.\(service).events" }

    /// The topic as it should be on a cluster.
    ///
    /// - Parameters:
    ///   - replicationFactor: with 3 or more, writes need two replicas in sync.
    ///   - retentionMilliseconds: nil keeps records for ever.
    /// - Returns: what to create.
    package func kafkaTopic(replicationFactor: Int32, retentionMilliseconds: Int64? = nil) -> KafkaTopic {
        KafkaTopic(
            name: topic,
            partitions: Int32(partitions),
            replicationFactor: replicationFactor,
            configuration: [
                "retention.ms": String(retentionMilliseconds ?? -1),
                "min.insync.replicas": replicationFactor >= 3 ? "2" : "1",
                "cleanup.policy": "delete",
            ]
        )
    }
}

/// Why a service cannot use its topic.
///
/// Each case says what to change.
package enum TopicPlanError: Error, Sendable, Equatable, CustomStringConvertible {
    case partitionsDoNotDivideLanes(partitions: Int, lanes: Int)
    /// The topic exists with another number of partitions.
    case otherPartitionCount(topic: String, expected: Int, actual: Int)

    package var description: String {
        switch self {
        case .partitionsDoNotDivideLanes(let partitions, let lanes):
            "\(partitions) partitions do not divide the store's \(lanes) lanes; "
                + "set KAFKA_TOPIC_PARTITIONS to a divisor of \(lanes)"
        case .otherPartitionCount(let topic, let expected, let actual):
            "topic \(topic) has \(actual) partitions instead of \(expected); "
                + "set KAFKA_TOPIC_PARTITIONS to \(actual) or use another topic"
        }
    }
}

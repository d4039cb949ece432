/// A topic as it should be.
package struct KafkaTopic: Sendable, Equatable {
    /// Its name.
    package var name: String
    /// How many partitions; fixed for ever where keys decide the partition.
    package var partitions: Int32
    /// How many brokers hold each partition.
    package var replicationFactor: Int32
    /// Topic configuration by Kafka's names, such as `retention.ms`.
    package var configuration: [String: String]

    /// A topic.
    package init(name: String, partitions: Int32, replicationFactor: Int32 = 1, configuration: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.configuration = configuration
    }
}

/// A topic that exists with another number of partitions than asked for.
package struct KafkaTopicMismatch: Sendable, Equatable {
    /// The topic.
    package let topic: String
    /// What was asked for.
    package let expectedPartitions: Int32
    /// What is there.
    package let actualPartitions: Int32
}

/// What a cluster says of itself.
package struct KafkaClusterDescription: Sendable, Equatable {
    /// The cluster's own identity: a bus that was thrown away and made anew has another one.
    ///
    /// Nil if it tells none.
    package let clusterID: String?
    /// The number of brokers that are up.
    package let brokers: Int
    /// Partitions per topic.
    package let partitions: [String: Int32]

    /// True for librdkafka's mock cluster, by the identity it gives itself.
    package var isEmbedded: Bool { clusterID?.hasPrefix("mockCluster") == true }
}

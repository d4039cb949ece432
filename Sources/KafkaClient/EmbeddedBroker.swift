/// librdkafka's built-in cluster: real listeners on loopback that any Kafka client can talk to.
///
/// Keeps about 5 MB per partition and nothing across restarts. It binds free ports of its own choice; librdkafka has no
/// way to name one, so others learn the address through `bootstrapServers`. Topics that a producer names appear with
/// four partitions, since it does not know the CreateTopics request: create them here first.
package final class EmbeddedBroker: Sendable {
    /// Requests whose answers can be made to fail, by Kafka's protocol number.
    package enum Request: Int16, Sendable {
        /// Writing records.
        case produce = 0
        /// Reading records.
        case fetch = 1
        /// Finding offsets by time, and the log's ends.
        case listOffsets = 2
        /// Asking for topics and leaders.
        case metadata = 3
        /// Committing offsets.
        case offsetCommit = 8
        /// Finding a group's coordinator.
        case findCoordinator = 10
        /// Joining a group.
        case joinGroup = 11
        /// Staying in a group.
        case heartbeat = 12
        /// Leaving a group.
        case leaveGroup = 13
        /// Getting one's share of a group.
        case syncGroup = 14
        /// Getting an identity for idempotence.
        case initProducerID = 22
    }

    private let cluster: RDMockCluster

    /// A running cluster; brokers are numbered from 1.
    package init(brokers: Int = 1, topics: [KafkaTopic] = []) throws(KafkaError) {
        cluster = try RDMockCluster(brokers: brokers)
        for topic in topics {
            try createTopic(topic.name, partitions: topic.partitions, replicas: topic.replicationFactor)
        }
    }

    deinit { close() }

    /// Where clients connect.
    package var bootstrapServers: String { cluster.bootstrapServers }

    /// Creates the topic; throws `topicAlreadyExists` if it is there.
    package func createTopic(_ name: String, partitions: Int32, replicas: Int32 = 1) throws(KafkaError) {
        try cluster.createTopic(name, partitions: partitions, replicas: replicas)
    }

    /// The next requests of this kind fail, one per code, in this order; `transport` breaks the connection.
    package func pushErrors(_ request: Request, _ codes: [KafkaErrorCode]) {
        cluster.pushErrors(request.rawValue, codes.map(\.rawValue))
    }

    /// Forgets the failures that are still to come for this kind of request.
    package func clearErrors(_ request: Request) { cluster.clearErrors(request.rawValue) }

    /// Cuts all connections of the broker (all brokers by default) and takes no new ones.
    package func setBrokerDown(_ broker: Int32 = -1) throws(KafkaError) { try cluster.setDown(broker) }

    /// Takes connections again.
    package func setBrokerUp(_ broker: Int32 = -1) throws(KafkaError) { try cluster.setUp(broker) }

    /// Moves the partition's leadership to the broker.
    package func setLeader(of partition: KafkaPartition, to broker: Int32) throws(KafkaError) {
        try cluster.setLeader(partition, broker)
    }

    /// Delays every answer of the broker (all brokers by default).
    package func setRoundTripTime(_ time: Duration, broker: Int32 = -1) throws(KafkaError) {
        try cluster.setRoundTripTime(broker, time.milliseconds)
    }

    /// Stops the cluster soon, without waiting for it.
    ///
    /// Close the clients first: they would go on trying to connect.
    package func close() { cluster.close() }
}

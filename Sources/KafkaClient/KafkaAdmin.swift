/// Creates, describes and deletes topics.
///
/// Every call is bounded and none blocks Swift's threads.
package final class KafkaAdmin: Sendable {
    private let admin: RDAdmin
    private let limit: Duration

    /// A client; it connects when it is first used.
    ///
    /// Throws `invalidArgument` for a property that is not accepted.
    package init(_ configuration: KafkaConfiguration, within limit: Duration = .seconds(20)) throws(KafkaError) {
        admin = try RDAdmin(configuration)
        self.limit = limit
    }

    deinit { admin.close() }

    /// Makes sure that the topics exist; one that is there already is left as it is.
    ///
    /// Returns the topics whose number of partitions differs: never a reason to go on blindly, since keys would change
    /// their partition. An embedded broker, which does not know the request, makes a missing topic with four partitions.
    @discardableResult
    package func createTopics(_ topics: [KafkaTopic]) async throws -> [KafkaTopicMismatch] {
        let before = try await describe()
        let missing = topics.filter { before.partitions[$0.name] == nil }
        if before.isEmbedded {
            for topic in missing {
                try await run { admin, time throws(KafkaError) in try admin.touch(topic.name, time) }
            }
        } else if !missing.isEmpty {
            let outcome = try await run { admin, time throws(KafkaError) in try admin.create(missing, time) }
            for case let error? in outcome.values where error.code != .topicAlreadyExists { throw error }
        }
        return try await mismatches(topics)
    }

    /// What is created takes a moment to be seen by every broker.
    private func mismatches(_ topics: [KafkaTopic]) async throws -> [KafkaTopicMismatch] {
        let deadline = ContinuousClock.now + limit
        while true {
            let partitions = try await describe().partitions
            let missing = topics.first { partitions[$0.name] == nil }
            guard let missing else {
                return topics.compactMap { topic in
                    guard let actual = partitions[topic.name], actual != topic.partitions else { return nil }
                    return KafkaTopicMismatch(
                        topic: topic.name,
                        expectedPartitions: topic.partitions,
                        actualPartitions: actual
                    )
                }
            }
            guard deadline > .now else {
                throw KafkaError(code: .timedOut, message: "Topic \(missing.name) was created but is not to be seen.")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The cluster's identity, brokers and topics.
    package func describe() async throws -> KafkaClusterDescription {
        let admin = admin
        return try await RDThread.ask(within: limit) { time throws(KafkaError) in try admin.describe(time) }
    }

    /// Deletes the topics; one that is not there is fine.
    package func deleteTopics(_ topics: [String]) async throws {
        let outcome = try await run { admin, time throws(KafkaError) in try admin.delete(topics, time) }
        for case let error? in outcome.values where error.code != .unknownTopicOrPartition { throw error }
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (RDAdmin, Int32) throws(KafkaError) -> Value
    ) async throws -> Value {
        let (admin, time) = (admin, limit.milliseconds)
        return try await RDThread.run { () throws(KafkaError) in try body(admin, time) }
    }

    /// Frees all in the background, after a call that is under way.
    package func close() { admin.close() }
}

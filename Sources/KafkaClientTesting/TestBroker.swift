import FoundationEssentials
package import KafkaClient

/// A broker for the length of the body: the cluster named by `KAFKA_BOOTSTRAP_SERVERS`, else an embedded one.
///
/// With a real cluster `embedded` is nil: use unique topic names, and leave out what needs injected failures.
package func withTestBroker<Value>(
    brokers: Int = 1,
    _ body: (_ bootstrapServers: String, _ embedded: EmbeddedBroker?) async throws -> Value
) async throws -> Value {
    if let servers = realBootstrapServers { return try await body(servers, nil) }
    let embedded = try EmbeddedBroker(brokers: brokers)
    defer { embedded.close() }
    return try await body(embedded.bootstrapServers, embedded)
}

/// The real cluster the tests shall use, if one is named; tests that inject failures are enabled only without it.
package var realBootstrapServers: String? {
    guard let servers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"], !servers.isEmpty else {
        return nil
    }
    return servers
}

/// A topic or group name that no other test and no earlier run has used.
package func uniqueTopic(_ name: String) -> String { "test-\(name)-\(UUID().uuidString.lowercased())" }

/// Creates the topic on either kind of broker.
package func createTestTopic(
    _ name: String,
    partitions: Int32,
    on bootstrapServers: String,
    _ embedded: EmbeddedBroker?
) async throws {
    if let embedded { return try embedded.createTopic(name, partitions: partitions) }
    let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: bootstrapServers))
    defer { admin.close() }
    try await admin.createTopics([KafkaTopic(name: name, partitions: partitions)])
}

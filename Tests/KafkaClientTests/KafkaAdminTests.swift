import KafkaClient
import TestSupport
import KafkaClientTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct KafkaAdminTests {
    @Test func `creating topics twice is fine and another partition count is told`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("admin")
            let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: servers))
            // The embedded broker makes four of its own accord.
            let wanted = KafkaTopic(name: topic, partitions: 4, configuration: ["retention.ms": "3600000"])
            #expect(try await admin.createTopics([wanted]).isEmpty)
            #expect(try await admin.createTopics([wanted]).isEmpty)
            let other = try await admin.createTopics([KafkaTopic(name: topic, partitions: 7)])
            #expect(other.map(\.topic) == [topic])
            #expect(other.map(\.expectedPartitions) == [7])
            #expect(other.map(\.actualPartitions) == [4])
            let description = try await admin.describe()
            #expect(description.partitions[topic] == 4)
            #expect(description.brokers == 1)
            #expect(description.clusterID?.isEmpty == false)
            admin.close()
        }
    }

    @Test(.enabled(if: realBootstrapServers != nil, "the embedded broker deletes nothing"))
    func `deleting topics twice is fine`() async throws {
        try await withTestBroker { servers, _ in
            let topic = uniqueTopic("delete")
            let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: servers))
            try await admin.createTopics([KafkaTopic(name: topic, partitions: 1)])
            try await admin.deleteTopics([topic])
            #expect(try await eventually { try await admin.describe().partitions[topic] == nil })
            try await admin.deleteTopics([topic])
            admin.close()
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil, "about the embedded broker"))
    func `two embedded brokers have different identities`() async throws {
        var identities: Set<String> = []
        for _ in 0..<2 {
            try await withTestBroker { servers, _ in
                let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: servers))
                identities.insert(try #require(try await admin.describe().clusterID))
                admin.close()
            }
        }
        #expect(identities.count == 2)
    }

    @Test func `asking where nobody answers fails in time`() async throws {
        let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: "127.0.0.1:1"), within: .milliseconds(300))
        let start = ContinuousClock.now
        await #expect(throws: KafkaError.self) { try await admin.describe() }
        await #expect(throws: KafkaError.self) { try await admin.createTopics([KafkaTopic(name: "t", partitions: 1)]) }
        #expect(ContinuousClock.now - start < .seconds(15))
        admin.close()
    }
}

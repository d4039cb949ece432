import KafkaClient
import KafkaClientTesting
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct KafkaReaderTests {
    @Test func `reads from an offset up to a count or the end, and again`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("reader")
            let partition = KafkaPartition(topic: topic, number: 0)
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 30, on: servers)
            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: servers))
            for _ in 0..<3 {
                let some = try await reader.read(partition, from: 10, maximumRecords: 5, within: .seconds(10))
                #expect(some.map(\.offset) == Array(10..<15))
                let rest = try await reader.read(partition, from: 25, maximumRecords: 100, within: .seconds(10))
                #expect(rest.map(\.offset) == Array(25..<30))
                #expect(try await reader.read(partition, from: 30, maximumRecords: 1, within: .seconds(10)).isEmpty)
            }
            #expect(try await reader.watermarks(partition) == (0, 30))
            reader.close()
            await #expect(throws: KafkaError.self) {
                try await reader.read(partition, from: 0, maximumRecords: 1, within: .seconds(1))
            }
        }
    }

    @Test func `an offset beyond the end or below zero is refused`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("beyond")
            let partition = KafkaPartition(topic: topic, number: 0)
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 3, on: servers)
            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: servers))
            let beyond = await #expect(throws: KafkaError.self) {
                try await reader.read(partition, from: 99, maximumRecords: 1, within: .seconds(10))
            }
            #expect(beyond?.code == .offsetOutOfRange)
            let below = await #expect(throws: KafkaError.self) {
                try await reader.read(partition, from: -1, maximumRecords: 1, within: .seconds(10))
            }
            #expect(below?.code == .invalidArgument)
            reader.close()
        }
    }

    /// librdkafka 2.0 would wait for the leader until it is back.
    @Test(.enabled(if: realBootstrapServers == nil))
    func `the ends of a log whose leader is away are refused in time, and told when it is back`() async throws {
        try await withTestBroker { servers, embedded in
            let broker = try #require(embedded)
            let topic = uniqueTopic("away")
            let partition = KafkaPartition(topic: topic, number: 0)
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 3, on: servers)
            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: servers))
            #expect(try await reader.watermarks(partition) == (0, 3))
            try broker.setBrokerDown()
            let refusal = Mutex<KafkaError?>(nil)
            Task {
                let error = await #expect(throws: KafkaError.self) { try await reader.watermarks(partition) }
                refusal.withLock { $0 = error }
            }
            #expect(await eventually(within: .seconds(20)) { refusal.withLock { $0 } != nil })
            let patient = Task { try await reader.watermarks(partition) }
            try await Task.sleep(for: .seconds(1))
            try broker.setBrokerUp()
            #expect(try await patient.value == (0, 3))
            reader.close()
        }
    }
}

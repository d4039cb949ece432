import KafkaClient
import KafkaClientTesting
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
}

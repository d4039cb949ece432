import Foundation
import KafkaClient
import KafkaClientTesting
import Testing

/// kcat is somebody else's program: what it reads is on the wire.
@Suite(.timeLimit(.minutes(1))) struct ForeignClientTests {
    private static let kcat = ["/usr/bin/kcat", "/usr/local/bin/kcat"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: kcat != nil, "kcat is not installed"))
    func `kcat reads what the producer wrote`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("kcat")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            let headers = [KafkaHeader(name: "ce_type", text: "a.b.v1"), KafkaHeader(name: "ce_id", text: "7")]
            _ = try await producer.enqueue([
                KafkaRecord(
                    topic: topic,
                    partition: 0,
                    key: [UInt8]("k".utf8),
                    value: [UInt8]("{}".utf8),
                    headers: headers
                ),
                KafkaRecord(topic: topic, partition: 0, key: nil, value: nil),
                KafkaRecord(topic: topic, partition: 0, key: [], value: []),
            ]).reports()
            await producer.close(within: .seconds(5))
            // %K and %S are the lengths, -1 for null.
            let output = try await run([
                "-b", servers, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%o %K:%k %S:%s %h\n",
            ])
            #expect(output.contains("0 1:k 2:{} ce_type=a.b.v1,ce_id=7\n"))
            #expect(output.contains("1 -1: -1: \n"))
            #expect(output.contains("2 0: 0: \n"))
        }
    }

    @Test(.enabled(if: kcat != nil, "kcat is not installed"))
    func `the same key finds the same partition as Java's clients`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("partitioner")
            try await createTestTopic(topic, partitions: 13, on: servers, embedded)
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            // Known values of Kafka's murmur2, from the tests of its Java client.
            let known: [(String, UInt32)] = [("21", 3_321_034_988), ("foobar", 3_504_634_814), ("abc", 479_470_107)]
            for (key, hash) in known {
                let delivery = try await producer.send(record(topic, "x", partition: nil, key: key))
                #expect(delivery.partition.number == Int32(hash & 0x7fff_ffff) % 13)
            }
            await producer.close(within: .seconds(5))
        }
    }

    private func run(_ arguments: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.kcat))
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        let output = Task.detached { try pipe.fileHandleForReading.readToEnd() ?? Data() }
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        return String(decoding: try await output.value, as: UTF8.self)
    }
}

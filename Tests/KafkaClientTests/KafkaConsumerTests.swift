import KafkaClient
import TestSupport
import KafkaClientTesting
import Testing

/// Reading: start offsets, seek, pause, the ends of the log, trouble on the way.
@Suite(.timeLimit(.minutes(3))) struct KafkaConsumerTests {
    @Test func `reading starts where the listener says and offsets follow each other`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("start")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 100, on: servers)
            let listener = RecordingListener { _ in [KafkaPartition(topic: topic, number: 0): .at(40)] }
            let consumer = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: listener)
            let records = try await consumer.read(60)
            #expect(records.map(\.offset) == Array(40..<100))
            #expect(records.map { text($0.value) } == (40..<100).map { "\($0)" })
            #expect(consumer.assignment == [KafkaPartition(topic: topic, number: 0)])
            let empty = try await consumer.nextBatch(maximumRecords: 10, within: .milliseconds(100))
            #expect(empty.isEmpty)
            await consumer.close(within: .seconds(10))
            #expect(
                listener.calls == [
                    .assigned([KafkaPartition(topic: topic, number: 0)]),
                    .revoking([KafkaPartition(topic: topic, number: 0)]),
                    .revoked([KafkaPartition(topic: topic, number: 0)]),
                ]
            )
        }
    }

    @Test func `a partition the listener does not name starts at the beginning, one at the end gets only what is new`()
        async throws
    {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("ends")
            try await createTestTopic(topic, partitions: 2, on: servers, embedded)
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            for number in 0..<2 { _ = try await producer.send(record(topic, "old\(number)", partition: Int32(number))) }
            let listener = RecordingListener { _ in [KafkaPartition(topic: topic, number: 1): .end] }
            let consumer = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: listener)
            #expect(try await consumer.read(1).map { text($0.value) } == ["old0"])
            try await Task.sleep(for: .seconds(1))  // Where the end is, is asked after the assignment.
            for number in 0..<2 { _ = try await producer.send(record(topic, "new\(number)", partition: Int32(number))) }
            #expect(Set(try await consumer.read(2).map { text($0.value) }) == ["new0", "new1"])
            await consumer.close(within: .seconds(10))
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `a listener that fails is asked again, and nothing is read from a guess`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("failing")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 10, on: servers)
            let attempts = Peak()
            let listener = RecordingListener { partitions in
                attempts.see(attempts.value + 1)
                if attempts.value < 3 { throw DatabaseIsAway() }
                if attempts.value == 3 { return [partitions[0]: .at(-5)] }
                return [partitions[0]: .at(7)]
            }
            let log = LogBook()
            let consumer = try KafkaConsumer(
                quick(servers),
                group: topic,
                topics: [topic],
                listener: listener,
                log: log.log
            )
            #expect(try await consumer.read(3).map(\.offset) == [7, 8, 9])
            #expect(attempts.value == 4)
            #expect(log.text.contains("No start offsets"))
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `offsets out of range are told, nothing is reset, and a seek goes on`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("range")
            let partition = KafkaPartition(topic: topic, number: 0)
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 10, on: servers)
            let listener = RecordingListener { _ in [partition: .at(5000)] }
            let consumer = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: listener)
            var told: [KafkaPartition] = []
            let isTold = try await eventually {
                let batch = try await consumer.nextBatch(maximumRecords: 10, within: .milliseconds(500))
                #expect(batch.records.isEmpty)
                told += batch.outOfRange
                return !told.isEmpty
            }
            #expect(isTold)
            #expect(told == [partition])
            try await consumer.seek(partition, to: .at(4))
            #expect(try await consumer.read(6).map(\.offset) == Array(4..<10))
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `seek goes back and forth`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("seek")
            let partition = KafkaPartition(topic: topic, number: 0)
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 50, on: servers)
            let consumer = try KafkaConsumer(
                quick(servers),
                group: topic,
                topics: [topic],
                listener: RecordingListener()
            )
            #expect(try await consumer.read(50).map(\.offset) == Array(0..<50))
            try await consumer.seek(partition, to: .at(20))
            #expect(try await consumer.read(30).map(\.offset) == Array(20..<50))
            try await consumer.seek(partition, to: .beginning)
            let first = try await consumer.nextBatch(maximumRecords: 3, within: .seconds(10))
            #expect(first.records.map(\.offset) == [0, 1, 2])
            try await consumer.seek(partition, to: .at(48))
            #expect(try await consumer.read(2).map(\.offset) == [48, 49])
            await #expect(throws: KafkaError.self) {
                try await consumer.seek(KafkaPartition(topic: topic, number: 9), to: .beginning)
            }
            await #expect(throws: KafkaError.self) { try await consumer.seek(partition, to: .at(-3)) }
            #expect(consumer.fetchedEnd(of: partition) == 50)
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `pause and resume neither skip nor repeat`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("pause")
            let partition = KafkaPartition(topic: topic, number: 0)
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 400, on: servers)
            let consumer = try KafkaConsumer(
                quick(servers),
                group: topic,
                topics: [topic],
                listener: RecordingListener()
            )
            var offsets: [Int64] = []
            for _ in 0..<12 {
                offsets += try await consumer.nextBatch(maximumRecords: 17, within: .seconds(10)).records.map(\.offset)
                consumer.pause([partition])
                for _ in 0..<3 {
                    offsets += try await consumer.nextBatch(maximumRecords: 2, within: .milliseconds(30)).records.map(
                        \.offset
                    )
                }
                #expect(try await consumer.nextBatch(maximumRecords: 5, within: .milliseconds(100)).isEmpty)
                consumer.resume([partition])
            }
            offsets += try await consumer.read(400 - offsets.count).map(\.offset)
            #expect(offsets == Array(0..<400))
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `null values and null keys are records like others`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("tombstone")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            _ = try await producer.enqueue([
                KafkaRecord(topic: topic, partition: 0, key: [1], value: nil),
                KafkaRecord(topic: topic, partition: 0, key: nil, value: []),
            ]).reports()
            let consumer = try KafkaConsumer(
                quick(servers),
                group: topic,
                topics: [topic],
                listener: RecordingListener()
            )
            let records = try await consumer.read(2)
            #expect(records.map(\.key) == [[1], nil])
            #expect(records.map(\.value) == [nil, []])
            await consumer.close(within: .seconds(10))
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `a waiting reader is cancelled, closed, and never doubled`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("reader")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let consumer = try KafkaConsumer(
                quick(servers),
                group: topic,
                topics: [topic],
                listener: RecordingListener()
            )
            for _ in 0..<200 {
                let reading = Task { try await consumer.nextBatch(maximumRecords: 1, within: .seconds(60)) }
                if Bool.random() { await Task.yield() }
                reading.cancel()
                await #expect(throws: CancellationError.self) { try await reading.value }
            }
            let codes = try await withThrowingTaskGroup(of: KafkaErrorCode?.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do {
                            _ = try await consumer.nextBatch(maximumRecords: 1, within: .seconds(60))
                            return nil
                        } catch {
                            return (error as? KafkaError)?.code
                        }
                    }
                }
                let refused = try await group.next() ?? nil
                await consumer.close(within: .seconds(10))
                return [refused, try await group.next() ?? nil]
            }
            #expect(codes == [.state, .closed])
            await #expect(throws: KafkaError.self) {
                try await consumer.nextBatch(maximumRecords: 1, within: .seconds(1))
            }
            await consumer.close(within: .zero)
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil, "stops the broker"))
    func `reading goes on by itself when the broker is back`() async throws {
        try await withTestBroker { servers, embedded in
            let embedded = try #require(embedded)
            let topic = uniqueTopic("back")
            try embedded.createTopic(topic, partitions: 1)
            try await fill(topic, 10, on: servers)
            // A member that is lost meanwhile would begin anew: this is about the connection, not about the group.
            let properties = ["reconnect.backoff.max.ms": "200", "session.timeout.ms": "60000"]
            let consumer = try KafkaConsumer(
                quick(servers, properties),
                group: topic,
                topics: [topic],
                listener: RecordingListener()
            )
            #expect(try await consumer.read(10).count == 10)
            try embedded.setBrokerDown()
            #expect(try await consumer.nextBatch(maximumRecords: 1, within: .milliseconds(300)).isEmpty)
            try embedded.setBrokerUp()
            try await fill(topic, 5, on: servers)
            #expect(try await consumer.read(5).map(\.offset) == Array(10..<15))
            await consumer.close(within: .seconds(10))
        }
    }
}

private struct DatabaseIsAway: Error {}

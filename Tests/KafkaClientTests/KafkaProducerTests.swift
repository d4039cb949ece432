import KafkaClient
import KafkaClientTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct KafkaProducerTests {
    @Test func `key, value and headers come back as they were, null and empty apart`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("round-trip")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let headers = [
                KafkaHeader(name: "ce_id", text: "1"), KafkaHeader(name: "null", value: nil),
                KafkaHeader(name: "empty", value: []), KafkaHeader(name: "a header with a long name", text: "ö"),
                KafkaHeader(name: "twice", text: "a"), KafkaHeader(name: "twice", text: "b"),
            ]
            let sent: [KafkaRecord] = [
                KafkaRecord(
                    topic: topic,
                    partition: 0,
                    key: [1],
                    value: [2, 0, 3],
                    headers: headers,
                    timestampMilliseconds: 1_700_000_000_123
                ),
                KafkaRecord(topic: topic, partition: 0, key: nil, value: nil),
                KafkaRecord(topic: topic, partition: 0, key: [], value: []),
            ]
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            let reports = try await producer.enqueue(sent).reports()
            #expect(try reports.map { try $0.get().offset } == [0, 1, 2])
            #expect(try reports[0].get().partition == KafkaPartition(topic: topic, number: 0))
            #expect(await producer.close(within: .seconds(5)) == 0)

            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: servers))
            let read = try await reader.read(
                KafkaPartition(topic: topic, number: 0),
                from: 0,
                maximumRecords: 10,
                within: .seconds(10)
            )
            try #require(read.count == 3)
            #expect(read.map(\.key) == [[1], nil, []])
            #expect(read.map(\.value) == [[2, 0, 3], nil, []])
            #expect(read[0].headers == headers)
            #expect(read[0].header("twice") == Array("b".utf8))
            #expect(read[0].header("empty") == [])
            #expect(read[0].header("null") == nil)
            #expect(read[0].header("none") == nil)
            #expect(read[0].timestampMilliseconds == 1_700_000_000_123)
            #expect(read[1].headers.isEmpty)
        }
    }

    @Test func `records of a partition stay in order however the batches are cut`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("order")
            try await createTestTopic(topic, partitions: 3, on: servers, embedded)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["queue.buffering.max.messages": "50"])
            )
            var deliveries: [KafkaBatchDelivery] = []
            for batch in 0..<20 {
                deliveries.append(
                    try await producer.enqueue(
                        (0..<30).map { record(topic, "\(batch * 30 + $0)", partition: Int32($0 % 3)) }
                    )
                )
            }
            for delivery in deliveries {
                for (index, report) in await delivery.reports().enumerated() {
                    #expect(try report.get().partition.number == Int32(index % 3))
                }
            }
            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: servers))
            for number in 0..<3 {
                let read = try await reader.read(
                    KafkaPartition(topic: topic, number: Int32(number)),
                    from: 0,
                    maximumRecords: 1000,
                    within: .seconds(10)
                )
                #expect(
                    read.compactMap { text($0.value) } == (0..<600).filter { $0 % 30 % 3 == number }.map { "\($0)" }
                )
            }
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `a full queue makes the sender wait for reports`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("full")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["queue.buffering.max.messages": "10"])
            )
            let most = Peak()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        for batch in 0..<5 {
                            let reports = try await producer.enqueue(
                                (0..<7).map { record(topic, "\(task)/\(batch)/\($0)") }
                            )
                            most.see(producer.outstanding)
                            for report in await reports.reports() { _ = try report.get() }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(most.value <= 10)
            #expect(producer.outstanding == 0)
            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: servers))
            let marks = try await reader.watermarks(KafkaPartition(topic: topic, number: 0))
            #expect(marks.high == 8 * 5 * 7)
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `bytes bound the queue too, and a record larger than the bound passes alone`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("bytes")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["queue.buffering.max.kbytes": "16"])
            )
            let value = [UInt8](repeating: 7, count: 6_000)
            let records = (0..<20).map { _ in KafkaRecord(topic: topic, partition: 0, key: nil, value: value) }
            let delivery = try await producer.enqueue(records)
            #expect(producer.outstanding <= 2)
            #expect(await delivery.reports().allSatisfy { (try? $0.get()) != nil })
            let headers = [KafkaHeader(name: "large", value: [UInt8](repeating: 1, count: 20_000))]
            _ = try await producer.send(KafkaRecord(topic: topic, partition: 0, key: nil, value: nil, headers: headers))
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `an unknown partition is refused before anything later is sent, again and again`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("partition")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            _ = try await producer.send(record(topic, "first"))
            let headers = (0..<12).map { KafkaHeader(name: "header-\($0)", text: "value-\($0)") }
            for _ in 0..<200 {
                let bad = KafkaRecord(topic: topic, partition: 99, key: nil, value: [1], headers: headers)
                let reports = try await producer.enqueue([bad, record(topic, "never")]).reports()
                guard case .failure(let first) = reports[0], case .failure(let second) = reports[1] else {
                    Issue.record("a record for partition 99 was accepted")
                    return
                }
                #expect(first.error.code == .unknownPartition)
                #expect(first.status == .notPersisted)
                #expect(second.error.code == .notAttempted)
            }
            #expect(try await producer.send(record(topic, "second")).offset == 1)
            #expect(producer.outstanding == 0)
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `a record that is too large is refused with its reason`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("large")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["message.max.bytes": "2000"])
            )
            let large = KafkaRecord(topic: topic, partition: 0, key: nil, value: [UInt8](repeating: 0, count: 3000))
            let failure = await #expect(throws: KafkaDeliveryFailure.self) { _ = try await producer.send(large) }
            #expect(failure?.error.code == .messageTooLarge)
            #expect(failure?.error.isRetriable == false)
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `an empty batch has no reports and needs no broker`() async throws {
        let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: "127.0.0.1:1"))
        #expect(try await producer.enqueue([]).reports().isEmpty)
        #expect(await producer.close(within: .zero) == 0)
    }
}

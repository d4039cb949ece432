import KafkaClient
import TestSupport
import KafkaClientTesting
import Testing

/// Failures, cancellation, purge and close: every report and every waiting task is answered, once.
@Suite(.timeLimit(.minutes(2))) struct KafkaProducerEndingTests {
    /// Nobody listens there.
    private let nowhere = KafkaConfiguration(
        bootstrapServers: "127.0.0.1:1",
        properties: ["queue.buffering.max.messages": "5"]
    )

    @Test(.enabled(if: realBootstrapServers == nil, "injects failures"))
    func `a lasting failure ends in the reports, in order, and fails the rest as well`() async throws {
        try await withTestBroker { servers, embedded in
            let embedded = try #require(embedded)
            let topic = uniqueTopic("failing")
            try embedded.createTopic(topic, partitions: 1)
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            _ = try await producer.send(record(topic, "good"))
            embedded.pushErrors(.produce, [.topicAuthorizationFailed])
            let failure = await #expect(throws: KafkaDeliveryFailure.self) {
                _ = try await producer.send(record(topic, "bad"))
            }
            #expect(failure?.error.code == .topicAuthorizationFailed)
            #expect(failure?.status == .notPersisted)
            await producer.close(within: .seconds(5))
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil, "injects failures"))
    func `passing failures are repaired without loss, doubles or disorder`() async throws {
        try await withTestBroker { servers, embedded in
            let embedded = try #require(embedded)
            let topic = uniqueTopic("passing")
            try embedded.createTopic(topic, partitions: 1)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["retry.backoff.ms": "20"])
            )
            let notLeader = KafkaErrorCode(rawValue: 6)
            embedded.pushErrors(.produce, [notLeader, KafkaErrorCode(rawValue: 7), .transport, notLeader])
            let delivery = try await producer.enqueue((0..<500).map { record(topic, "\($0)") })
            let offsets = try await delivery.reports().map { try $0.get().offset }
            #expect(offsets == Array(0..<500))
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `purge reports every record and the producer goes on`() async throws {
        let producer = try KafkaProducer(nowhere)
        let delivery = try await producer.enqueue((0..<5).map { record("t", "\($0)") })
        #expect(delivery.openCount == 5)
        producer.purge()
        for report in await delivery.reports() {
            guard case .failure(let failure) = report else {
                Issue.record("delivered to nowhere")
                continue
            }
            #expect(failure.error.code == .purgedFromQueue)
            #expect(failure.status == .notPersisted)
        }
        #expect(producer.outstanding == 0)
        _ = try await producer.enqueue([record("t", "again")])
        #expect(await producer.close(within: .zero) == 1)
    }

    @Test func `close tells how many were given up and answers everyone`() async throws {
        let producer = try KafkaProducer(nowhere)
        let delivery = try await producer.enqueue((0..<3).map { record("t", "\($0)") })
        let waiting = Task { try await producer.enqueue((0..<9).map { record("t", "\($0)") }) }
        let behind = Task { try await producer.send(record("t", "behind")) }
        #expect(await eventually { producer.outstanding == 5 })
        let start = ContinuousClock.now
        async let second = producer.close(within: .milliseconds(200))
        #expect(await producer.close(within: .milliseconds(200)) == 5)
        #expect(await second == 5)
        #expect(ContinuousClock.now - start < .seconds(4))
        #expect(await delivery.reports().count == 3)
        let partial = try await waiting.value.reports()
        #expect(partial.count == 9)
        for case .success in partial { Issue.record("delivered to nowhere") }
        await #expect(throws: (any Error).self) { try await behind.value }
        await #expect(throws: KafkaError.self) { try await producer.enqueue([record("t", "late")]) }
        #expect(await producer.close(within: .zero) == 5)
        #expect(producer.fatalError == nil)
    }

    @Test func `close delivers what is queued, whatever the linger`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("linger")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["linger.ms": "60000"])
            )
            let delivery = try await producer.enqueue((0..<100).map { record(topic, "\($0)") })
            #expect(await producer.close(within: .seconds(15)) == 0)
            #expect(try await delivery.reports().map { try $0.get().offset } == Array(0..<100))
        }
    }

    @Test func `a producer that is dropped answers its reports`() async throws {
        var producer: KafkaProducer? = try KafkaProducer(nowhere)
        let delivery = try #require(try await producer?.enqueue([record("t", "x")]))
        producer = nil
        let reports = await delivery.reports()
        #expect(reports.count == 1)
        #expect(throws: KafkaDeliveryFailure.self) { try reports[0].get() }
    }

    @Test func `storms of cancellation resume every task once and lose no credit`() async throws {
        let producer = try KafkaProducer(nowhere)
        for _ in 0..<20 {
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<50 {
                    group.addTask {
                        let size = index % 3 + 1
                        _ = try? await producer.enqueue((0..<size).map { record("t", "\($0)") }).reports()
                    }
                    group.addTask { _ = try? await producer.send(record("t", "one")) }
                }
                if Bool.random() { await Task.yield() }
                if Bool.random() { producer.purge() }
                group.cancelAll()
            }
        }
        producer.purge()
        #expect(await eventually { producer.outstanding == 0 })
        await producer.close(within: .zero)
    }

    @Test func `a cancelled sender that still waits for room has sent nothing`() async throws {
        let producer = try KafkaProducer(nowhere)
        _ = try await producer.enqueue((0..<5).map { record("t", "\($0)") })
        let waiting = Task { try await producer.enqueue([record("t", "x")]) }
        await Task.yield()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(producer.outstanding == 5)
        #expect(await producer.close(within: .zero) == 5)
    }

    @Test(.enabled(if: realBootstrapServers == nil, "stops the broker"))
    func `what is enqueued while the broker is down arrives when it is back`() async throws {
        try await withTestBroker { servers, embedded in
            let embedded = try #require(embedded)
            let topic = uniqueTopic("down")
            try embedded.createTopic(topic, partitions: 1)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["reconnect.backoff.max.ms": "200"])
            )
            _ = try await producer.send(record(topic, "0"))
            try embedded.setBrokerDown()
            let delivery = try await producer.enqueue((1..<50).map { record(topic, "\($0)") })
            try await Task.sleep(for: .milliseconds(300))
            #expect(delivery.openCount == 49)
            try embedded.setBrokerUp()
            #expect(try await delivery.reports().map { try $0.get().offset } == Array(1..<50))
            await producer.close(within: .seconds(5))
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil, "moves a leader"))
    func `order holds while the leader moves`() async throws {
        try await withTestBroker(brokers: 2) { servers, embedded in
            let embedded = try #require(embedded)
            let topic = uniqueTopic("leader")
            let partition = KafkaPartition(topic: topic, number: 0)
            try embedded.createTopic(topic, partitions: 1, replicas: 2)
            let producer = try KafkaProducer(
                KafkaConfiguration(bootstrapServers: servers, properties: ["retry.backoff.ms": "20"])
            )
            var deliveries: [KafkaBatchDelivery] = []
            for round in 0..<6 {
                try embedded.setLeader(of: partition, to: Int32(round % 2 + 1))
                deliveries.append(try await producer.enqueue((0..<50).map { record(topic, "\(round * 50 + $0)") }))
            }
            for delivery in deliveries { for report in await delivery.reports() { _ = try report.get() } }
            let reader = try KafkaReader(KafkaConfiguration(bootstrapServers: servers))
            let read = try await reader.read(partition, from: 0, maximumRecords: 1000, within: .seconds(10))
            #expect(read.compactMap { text($0.value) } == (0..<300).map { "\($0)" })
            reader.close()
            await producer.close(within: .seconds(5))
        }
    }
}

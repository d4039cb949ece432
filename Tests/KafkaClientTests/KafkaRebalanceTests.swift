import KafkaClient
import TestSupport
import KafkaClientTesting
import Testing

/// Partitions coming and going: nobody reads what another still works on.
@Suite(.timeLimit(.minutes(3))) struct KafkaRebalanceTests {
    @Test func `a partition moves only after its owner has finished`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("move")
            try await createTestTopic(topic, partitions: 4, on: servers, embedded)
            let isFinished = Peak()
            let first = RecordingListener(finish: { _ in
                try? await Task.sleep(for: .milliseconds(700))
                isFinished.see(1)
            })
            let one = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: first)
            #expect(await eventually { one.assignment.count == 4 })

            let second = RecordingListener(start: { partitions in
                if !partitions.isEmpty { #expect(isFinished.value == 1) }
                return [:]
            })
            let two = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: second)
            #expect(await eventually { one.assignment.count == 2 && two.assignment.count == 2 })
            #expect(one.assignment.isDisjoint(with: two.assignment))
            // Cooperative: what stays is not touched.
            guard case .revoking(let moved) = first.calls.dropFirst().first else {
                Issue.record("nothing was revoked: \(first.calls)")
                return
            }
            #expect(moved.count == 2)
            #expect(Set(moved) == two.assignment)

            await one.close(within: .seconds(10))
            #expect(await eventually { two.assignment.count == 4 })
            await two.close(within: .seconds(10))
            #expect(!(first.calls + second.calls).contains { if case .lost = $0 { true } else { false } })
        }
    }

    @Test func `records of a leaving partition are not returned while its owner finishes`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("leaving")
            try await createTestTopic(topic, partitions: 2, on: servers, embedded)
            let gate = Peak()
            let listener = RecordingListener(finish: { _ in
                gate.see(1)
                _ = await eventually(within: .seconds(10)) { gate.value == 2 }
            })
            let one = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: listener)
            #expect(await eventually { one.assignment.count == 2 })
            let two = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: RecordingListener())
            #expect(await eventually { gate.value == 1 })
            guard case .revoking(let leaving) = listener.calls.last else {
                Issue.record("nothing was revoked: \(listener.calls)")
                return
            }
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            for number in 0..<2 { _ = try await producer.send(record(topic, "\(number)", partition: Int32(number))) }
            // librdkafka may hold back the staying partition as well until the revoke is answered.
            let early = try await one.read(2, within: .seconds(1))
            #expect(!early.contains { leaving.contains($0.partition) })
            gate.see(2)
            #expect(try await two.read(1).map(\.partition) == leaving)
            let late = try await one.read(1 - early.count)
            #expect((early + late).map(\.partition).filter { !leaving.contains($0) }.count == 1)
            await one.close(within: .seconds(10))
            await two.close(within: .seconds(10))
            await producer.close(within: .seconds(5))
        }
    }

    @Test(.enabled(if: realBootstrapServers == nil, "injects failures"))
    func `a lost assignment is told apart from a revoked one, and comes back`() async throws {
        try await withTestBroker { servers, embedded in
            let embedded = try #require(embedded)
            let topic = uniqueTopic("lost")
            try embedded.createTopic(topic, partitions: 2)
            let listener = RecordingListener()
            let consumer = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: listener)
            #expect(await eventually { consumer.assignment.count == 2 })
            let unknownMember = KafkaErrorCode(rawValue: 25)
            embedded.pushErrors(.heartbeat, [unknownMember])
            let both = [KafkaPartition(topic: topic, number: 0), KafkaPartition(topic: topic, number: 1)]
            #expect(await eventually { listener.calls.contains(.lost(both)) })
            #expect(await eventually { consumer.assignment.count == 2 })
            #expect(listener.calls == [.assigned(both), .lost(both), .assigned(both)])
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `an idle or busy owner stays a member beyond the poll interval`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("idle")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 3, on: servers)
            let listener = RecordingListener()
            let properties = ["max.poll.interval.ms": "6000", "session.timeout.ms": "6000"]
            let consumer = try KafkaConsumer(
                quick(servers, properties),
                group: topic,
                topics: [topic],
                listener: listener
            )
            #expect(try await consumer.read(1).count > 0)
            try await Task.sleep(for: .seconds(8))
            #expect(consumer.assignment.count == 1)
            #expect(listener.calls.count == 1)
            try await fill(topic, 1, on: servers)
            #expect(try await consumer.read(1).count == 1)
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `a listener that never finishes delays a revoke only up to its budget`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("budget")
            try await createTestTopic(topic, partitions: 2, on: servers, embedded)
            let listener = RecordingListener(finish: { _ in try? await Task.sleep(for: .seconds(600)) })
            let log = LogBook()
            let properties = ["max.poll.interval.ms": "6000", "session.timeout.ms": "6000"]
            let one = try KafkaConsumer(
                quick(servers, properties),
                group: topic,
                topics: [topic],
                listener: listener,
                log: log.log
            )
            #expect(await eventually { one.assignment.count == 2 })
            let two = try KafkaConsumer(
                quick(servers, properties),
                group: topic,
                topics: [topic],
                listener: RecordingListener()
            )
            #expect(await eventually { two.assignment.count == 1 })
            #expect(log.text.contains("took too long"))
            let start = ContinuousClock.now
            await one.close(within: .seconds(1))
            #expect(ContinuousClock.now - start < .seconds(5))
            await two.close(within: .seconds(10))
        }
    }

    @Test func `closing while the listener still looks for offsets ends in time`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("closing")
            try await createTestTopic(topic, partitions: 2, on: servers, embedded)
            let asked = Peak()
            let listener = RecordingListener(start: { _ in
                asked.see(1)
                try await Task.sleep(for: .seconds(600))
                return [:]
            })
            let consumer = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: listener)
            #expect(await eventually { asked.value == 1 })
            let start = ContinuousClock.now
            await consumer.close(within: .seconds(5))
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(listener.calls.isEmpty)
        }
    }

    @Test func `closing before the group has answered, or without any broker, ends in time`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("early")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            for address in [servers, "127.0.0.1:1"] {
                let consumer = try KafkaConsumer(
                    quick(address),
                    group: topic,
                    topics: [topic],
                    listener: RecordingListener()
                )
                let start = ContinuousClock.now
                await consumer.close(within: .seconds(3))
                #expect(ContinuousClock.now - start < .seconds(6))
            }
        }
    }

    @Test func `members coming and going lose no record`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("coming")
            try await createTestTopic(topic, partitions: 4, on: servers, embedded)
            let store = OffsetStore()
            let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: servers))
            let writing = Task {
                for number in 0..<400 {
                    _ = try await producer.send(record(topic, "\(number)", partition: Int32(number % 4)))
                }
            }
            var members: [Member] = []
            for _ in 0..<3 { members.append(try Member(servers, topic, store)) }
            #expect(await eventually { store.count > 50 })
            await members.removeFirst().leave()
            members.append(try Member(servers, topic, store))
            try await writing.value
            #expect(await eventually { store.count == 400 })
            #expect(store.violations.isEmpty)
            for member in members { await member.leave() }
            await producer.close(within: .seconds(5))
        }
    }

    @Test func `members that close while they are still joining harm nobody`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("hasty")
            try await createTestTopic(topic, partitions: 4, on: servers, embedded)
            for round in 0..<3 {
                try await withThrowingTaskGroup(of: Void.self) { members in
                    for number in 0..<5 {
                        members.addTask {
                            let consumer = try KafkaConsumer(
                                quick(servers),
                                group: topic,
                                topics: [topic],
                                listener: RecordingListener()
                            )
                            try await Task.sleep(for: .milliseconds(150 * number + 40 * round))
                            await consumer.close(within: .seconds(10))
                        }
                    }
                    try await members.waitForAll()
                }
            }
            // Whoever comes next gets everything.
            let last = try KafkaConsumer(quick(servers), group: topic, topics: [topic], listener: RecordingListener())
            #expect(await eventually { last.assignment.count == 4 })
            await last.close(within: .seconds(10))
        }
    }
}

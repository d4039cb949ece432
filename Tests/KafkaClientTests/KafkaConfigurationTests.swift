import KafkaClient
import TestSupport
import KafkaClientTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct KafkaConfigurationTests {
    @Test func `no form of description shows a secret`() {
        var configuration = KafkaConfiguration(
            bootstrapServers: "kafka:9093",
            properties: [
                "sasl.password": "s3cr3t-1", "ssl.key.password": "s3cr3t-2", "ssl.key.pem": "s3cr3t-3",
                "sasl.oauthbearer.client.secret": "s3cr3t-4", "sasl.oauthbearer.config": "s3cr3t-5",
                "sasl.username": "bina", "client.id": "portal",
            ]
        )
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("s3cr3t"))
            #expect(text.contains("sasl.username=bina"))
        }
        #expect(configuration.clientID == "portal")
        configuration.clientID = "relay"
        #expect("\(configuration)".contains("as relay"))
    }

    @Test func `a property that is not accepted is named, and a secret value is not repeated`() {
        let unknown = KafkaConfiguration(bootstrapServers: "k:1", properties: ["no.such.property": "1"])
        let error = #expect(throws: KafkaError.self) { try KafkaProducer(unknown) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("no.such.property") == true)
        let secret = KafkaConfiguration(
            bootstrapServers: "k:1",
            properties: ["security.protocol": "ssl", "ssl.key.pem": "s3cr3t"]
        )
        let quiet = #expect(throws: KafkaError.self) { try KafkaProducer(secret) }
        #expect(quiet?.description.contains("s3cr3t") == false)
        #expect(quiet?.message.contains("ssl.key.pem") == true)
    }

    @Test func `what the wrapper promises cannot be configured away`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("promise")
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            let producer = try KafkaProducer(
                KafkaConfiguration(
                    bootstrapServers: servers,
                    properties: ["delivery.report.only.error": "true", "enable.idempotence": "false", "acks": "0"]
                )
            )
            #expect(try await producer.send(record(topic, "x")).offset == 0)
            await producer.close(within: .seconds(5))
            let consumer = try KafkaConsumer(
                quick(servers, ["auto.offset.reset": "latest", "enable.auto.commit": "true"]),
                group: topic,
                topics: [topic],
                listener: RecordingListener()
            )
            #expect(try await consumer.read(1).count == 1)
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `statistics come by themselves and decode`() async throws {
        try await withTestBroker { servers, embedded in
            let topic = uniqueTopic("statistics")
            let partition = KafkaPartition(topic: topic, number: 0)
            try await createTestTopic(topic, partitions: 1, on: servers, embedded)
            try await fill(topic, 20, on: servers)
            let seen = Reports()
            let consumer = try KafkaConsumer(
                quick(servers, ["statistics.interval.ms": "100"]),
                group: topic,
                topics: [topic],
                listener: RecordingListener(),
                onStatistics: { seen.add($0) }
            )
            #expect(try await consumer.read(20).count == 20)
            consumer.commit([partition: 15])
            #expect(
                try await eventually {
                    let figures = try seen.last?.decoded()
                    return figures?.partitions[partition]?.consumerLag == 5 && figures?.group?.assigned == 1
                }
            )
            let figures = try #require(try seen.last?.decoded())
            #expect(figures.receivedMessages == 20)
            #expect(figures.partitions[partition]?.highWatermark == 20)
            #expect(figures.brokers.values.contains { $0.state == "UP" && ($0.roundTrip?.average ?? -1) >= 0 })
            await consumer.close(within: .seconds(10))
        }
    }

    @Test func `librdkafka's own lines reach the log`() async throws {
        let log = LogBook()
        let producer = try KafkaProducer(KafkaConfiguration(bootstrapServers: "127.0.0.1:1"), log: log.log)
        #expect(await eventually { log.text.contains("FAIL") })
        await producer.close(within: .zero)
    }
}

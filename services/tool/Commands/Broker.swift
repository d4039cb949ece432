import Foundation
import KafkaClient

/// `bina broker`: a Kafka in the foreground; `up` and the tests start it as a process of its own.
enum Broker: ToolCommand {
    static let specification = CommandSpecification(
        name: "broker",
        summary: "run a Kafka broker in the foreground (up does it for you)",
        options: [
            .init("ready-file", "FILE", "gets the address (host:port) when the broker answers"),
            .init("kafka-home", "FOLDER", "start Apache Kafka from this folder's libs/ instead of the embedded broker"),
            .init("port", "PORT", "Apache Kafka's port, and the next one (default KAFKA_PORT, 19092)"),
            .init("partitions", "N", "the embedded broker's partitions per topic (default 8)"),
            .init("brokers", "N", "the embedded cluster's brokers (default 1)"),
            .init("control", "PIPE", "a named pipe whose lines make the embedded broker fail: \(BrokerControl.words)"),
            .init("folder", "FOLDER", "where Apache Kafka keeps its data (default .bina/kafka)"),
        ],
        details: """
            The embedded broker listens on a free port of its own choice, which librdkafka cannot be told, and keeps
            nothing when it ends. Its topics, one per service, exist from the start.
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let stop = StopSignals()
        guard let home = arguments.value("kafka-home") else {
            return try await embedded(arguments, workplace.environment["KAFKA_TOPIC_PREFIX"] ?? "", stop)
        }
        let standard = try PortVariable.kafka.value(in: workplace.environment)
        let port = try arguments.number("port", standard, in: 1024...65_534, of: specification)
        let folder = arguments.value("folder").map { URL(filePath: $0) } ?? workplace.state.appending(path: "kafka")
        try await apache(ApacheKafkaNode(installation: URL(filePath: home), home: folder, port: port), arguments, stop)
    }

    private static func embedded(_ arguments: Arguments, _ prefix: String, _ stop: StopSignals) async throws {
        let partitions = try arguments.number("partitions", 8, in: 1...1_024, of: specification)
        let brokers = try arguments.number("brokers", 1, in: 1...16, of: specification)
        let topics = topics(partitions: Int32(partitions), prefix: prefix)
        let broker = try EmbeddedBroker(brokers: brokers, topics: topics)
        if let pipe = arguments.value("control") {
            let control = BrokerControl(broker: broker, brokers: Int32(brokers), topics: topics)
            try control.listen(to: URL(filePath: pipe))
        }
        try announce(broker.bootstrapServers, arguments)
        for await _ in stop.stream { break }
        broker.close()
    }

    /// One topic per service.
    private static func topics(partitions: Int32, prefix: String) -> [KafkaTopic] {
        ServiceEntry.all.filter { $0.kind == .service }.map {
            KafkaTopic(name: "\(prefix)bina.\($0.name).events", partitions: partitions)
        }
    }

    private static func apache(_ node: ApacheKafkaNode, _ arguments: Arguments, _ stop: StopSignals) async throws {
        // A node whose keeper was killed holds the port and the folder: it goes first.
        let file = ProcessFile(url: node.home.appending(path: "node.process"))
        await file.running()?.end(within: .seconds(30))
        try await node.prepare()
        let plan = node.plan(named: "kafka") { ListeningPorts.now().contains(node.port) }
        let child = try await ChildProcess.start(plan.program, plan.arguments, environment: plan.environment()) {
            Console.print($0)
        }
        if let identity = child.identity { try file.write(identity) }
        let watch = Task {
            for await _ in stop.stream { break }
            await child.stop(asking: plan.stopSignal, within: plan.stopLimit)
        }
        do {
            try await Readiness.wait(for: plan, child)
            try await waitForAnswer(node.address)
            try announce(node.address, arguments)
        } catch {
            await child.stop(asking: plan.stopSignal, within: plan.stopLimit)
            throw Refusal("Apache Kafka \(error)")
        }
        let end = await child.waitForEnd()
        watch.cancel()
        file.delete()
        // 143 is how Java says that it ended in order after SIGTERM.
        guard end == .exit(143) || end == .exit(0) || end == .signal(SIGTERM) else {
            throw Refusal("Apache Kafka ended by itself (\(end))")
        }
    }

    /// Listening comes some seconds before answering.
    private static func waitForAnswer(_ address: String) async throws {
        let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: address), within: .seconds(60))
        defer { admin.close() }
        _ = try await admin.describe()
    }

    private static func announce(_ address: String, _ arguments: Arguments) throws {
        Console.print("Kafka answers at \(address)")
        guard let file = arguments.value("ready-file") else { return }
        try Data(address.utf8).write(to: URL(filePath: file), options: .atomic)
    }
}

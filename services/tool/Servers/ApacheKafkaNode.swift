import Foundation

/// One Apache Kafka node (KRaft: broker and controller in one process) from a folder with `libs/`.
struct ApacheKafkaNode: Sendable {
    /// The folder that holds `libs/`, as in `KAFKA_HOME`.
    let installation: URL
    /// Where its properties and its log are kept; a second start continues with them.
    let home: URL
    /// The clients' port; the controller takes the next one.
    let port: Int

    var address: String { "127.0.0.1:\(port)" }

    private var properties: URL { home.appending(path: "server.properties") }
    private var logging: URL { home.appending(path: "log4j2.properties") }
    private var classes: String { installation.appending(path: "libs").path + "/*" }

    /// Writes the settings, and formats the folder the first time.
    func prepare() async throws {
        guard FileManager.default.fileExists(atPath: installation.appending(path: "libs").path) else {
            throw Refusal("KAFKA_HOME is \(installation.path), which has no folder libs/ with Apache Kafka's jars")
        }
        guard (try? await ShortProgram.attempt(["java", "-version"]).status) == 0 else {
            throw Refusal("Apache Kafka needs Java 17 or newer. Run: apt-get install openjdk-17-jre-headless")
        }
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        try Data(settings.utf8).write(to: properties, options: .atomic)
        try Data(Self.loggingSettings.utf8).write(to: logging, options: .atomic)
        let formatted = home.appending(path: "data/meta.properties")
        guard !FileManager.default.fileExists(atPath: formatted.path) else { return }
        let format = ["kafka.tools.StorageTool", "format", "-t", Self.newClusterID(), "-c", properties.path]
        try await ShortProgram.run(["java", "-Dlog4j2.configurationFile=\(logging.path)", "-cp", classes] + format)
    }

    func plan(named name: String, readyWhen holds: @escaping @Sendable () -> Bool) -> ProcessPlan {
        ProcessPlan(
            name: name,
            program: URL(filePath: "/usr/bin/env"),
            arguments: [
                "java", "-Xmx512m", "-XX:+UseSerialGC", "-Dlog4j2.configurationFile=\(logging.path)", "-cp", classes,
                "kafka.Kafka", properties.path,
            ],
            environment: { ProcessInfo.processInfo.environment },
            readiness: .holds(holds),
            startLimit: .seconds(120),
            stopLimit: .seconds(30)
        )
    }

    /// One node, so every replication factor is 1.
    ///
    /// Topics are made by those who own them, never by a typo.
    private var settings: String {
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:\(port + 1)
        listeners=CLIENT://\(address),CONTROLLER://127.0.0.1:\(port + 1)
        advertised.listeners=CLIENT://\(address)
        listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=CLIENT
        log.dirs=\(home.appending(path: "data").path)
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0

        """
    }

    private static let loggingSettings = """
        status = ERROR
        appender.console.type = Console
        appender.console.name = CONSOLE
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %p %m (%c{1})%n
        rootLogger.level = WARN
        rootLogger.appenderRef.console.ref = CONSOLE
        logger.server.name = kafka.server.KafkaRaftServer
        logger.server.level = INFO

        """

    /// A random 128-bit id in the form Kafka wants: URL-safe base64 without padding, not starting with a hyphen.
    private static func newClusterID() -> String {
        let bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let text = Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        return text.hasPrefix("-") ? "B" + text.dropFirst() : text
    }
}

import Foundation
import KafkaClient

/// The broker of a stage, a process of its own: the embedded one, which can be told to fail, or an Apache Kafka.
actor BreakBus {
    /// Leaders move between them.
    private static let brokers = 3

    private let node: ApacheKafkaNode?
    private let program: URL
    private let ready: URL
    private let pipe: URL
    private var process: ChildProcess?
    private var leader = 0
    private(set) var address = ""

    /// - `kafka`: the folder with Apache Kafka's libs/; nil for the embedded broker.
    /// - `ready`: the file that has the address.
    init(kafka: URL?, in workplace: Workplace, ready: URL) {
        node = kafka.map {
            ApacheKafkaNode(installation: $0, home: workplace.root.appending(path: "kafka"), port: Self.twoPorts())
        }
        program = workplace.program("bina")
        self.ready = ready
        pipe = workplace.run.appending(path: "broker.control")
    }

    /// Apache Kafka takes the next one too.
    private static func twoPorts() -> Int {
        while true {
            let port = Int(Ports.next())
            if !ListeningPorts.now().contains(port + 1) { return port }
        }
    }

    /// False also when it ended by itself: librdkafka's cluster is made for tests and has assertions.
    var isRunning: Bool { process.map { $0.end == nil } ?? false }

    /// Starts it and writes its address to the file; the embedded one starts empty and elsewhere.
    func start() async throws {
        try? FileManager.default.removeItem(at: ready)
        let plan = try await plan()
        let child = try await ChildProcess.start(plan.program, plan.arguments, environment: plan.environment()) { _ in }
        process = child
        try await Readiness.wait(for: plan, child)
        if let node {
            let admin = try KafkaAdmin(KafkaConfiguration(bootstrapServers: node.address), within: .seconds(60))
            defer { admin.close() }
            _ = try await admin.describe()
            try Data(node.address.utf8).write(to: ready, options: .atomic)
        }
        address = try String(contentsOf: ready, encoding: .utf8)
    }

    private func plan() async throws -> ProcessPlan {
        if let node {
            try await node.prepare()
            return node.plan(named: "kafka") { ListeningPorts.now().contains(node.port) }
        }
        if !FileManager.default.fileExists(atPath: pipe.path) { try await ShortProgram.run(["mkfifo", pipe.path]) }
        return ProcessPlan(
            name: "broker",
            program: program,
            arguments: [
                "broker", "--ready-file", ready.path, "--brokers", "\(Self.brokers)", "--control", pipe.path,
            ],
            readiness: .file(ready)
        )
    }

    /// Nothing of it is left; Apache Kafka's files are.
    func kill() async {
        process?.kill()
        _ = await process?.waitForEnd()
        process = nil
    }

    func moveLeader() throws {
        leader += 1
        try tell("leader \(leader)")
    }

    /// A line for the embedded broker; Apache Kafka is not told anything.
    func tell(_ line: String) throws {
        guard node == nil, isRunning else { return }
        // A process that reads has it open for writing as well, so this does not wait for a reader.
        let file = try FileHandle(forUpdating: pipe)
        defer { try? file.close() }
        try file.write(contentsOf: Data("\(line)\n".utf8))
    }
}

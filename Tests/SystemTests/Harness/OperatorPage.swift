import Foundation
import HTTPClient
import ServiceRuntime
import ServiceTesting
import Synchronization

@testable import BinaTool

/// A page of `services/tool/operations`, and the commands that it tells an operator to type.
final class OperatorPage: Sendable {
    /// Those that tell an operator to type something; each has a test that types all of it.
    enum Name: String, CaseIterable {
        case kafkaAway = "kafka-away"
        case longTransaction = "long-transaction"
        case lostKafka = "lost-kafka"
        case lostReadModel = "lost-read-model"
        case parkedStreams = "parked-streams"
        case policiesBehind = "policies-behind"
        case postgresAway = "postgres-away"
        case processDown = "process-down"
        case rebuildAReadModel = "rebuild-a-read-model"
        case restoredStore = "restored-store"
    }

    let name: Name
    /// What stands in its `sh` blocks, in order.
    let commands: [String]
    private let typed = Mutex<Set<String>>([])

    init(_ name: Name) throws {
        self.name = name
        commands = Self.commands(
            try String(contentsOf: Self.folder.appending(path: "\(name.rawValue).md"), encoding: .utf8)
        )
    }

    /// The names of all pages in the folder that have a command.
    static func namesWithCommands() throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "md" }
            .filter { try !commands(String(contentsOf: $0, encoding: .utf8)).isEmpty }
            .map { $0.deletingPathExtension().lastPathComponent }.sorted()
    }

    private static var folder: URL {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "services/tool/operations")
    }

    private static func commands(_ text: String) -> [String] {
        var commands: [String] = []
        var block: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let lines = block {
                if line == "```" {
                    commands.append(lines.joined(separator: "\n"))
                    block = nil
                } else {
                    block = lines + [line]
                }
            } else if line == "```sh" {
                block = []
            }
        }
        return commands
    }

    /// The command with these words; the page must have exactly one.
    func command(_ words: String) throws -> String {
        let found = commands.filter { $0 == words }
        guard found.count == 1 else { throw NoSuchCommand(page: name, words: words, known: commands) }
        typed.withLock { _ = $0.insert(words) }
        return words
    }

    /// The commands that nobody has typed so far.
    var untyped: [String] { typed.withLock { typed in commands.filter { !typed.contains($0) } } }

    struct NoSuchCommand: Error {
        let page: Name
        let words: String
        let known: [String]
    }
}

/// How a command ended and what it printed.
struct Typed: Sendable {
    let status: Int32
    let text: String
}

extension System {
    /// Types a page's command.
    func type(_ words: String, of page: OperatorPage, _ variables: [String: String] = [:]) async throws -> Typed {
        try await type(try page.command(words), variables)
    }

    /// Types a command where `./bina` is the tool, as an operator with a token does.
    func type(_ command: String, _ variables: [String: String] = [:]) async throws -> Typed {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bina-operator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tool = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "bina")
        try FileManager.default.createSymbolicLink(at: folder.appending(path: "bina"), withDestinationURL: tool)
        let token = folder.appending(path: "operator.token")
        try Data(try tokens.token(subject: "ani", tenants: [], roles: ["operator"]).utf8).write(to: token)
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": "/usr/bin:/bin", "BINA_ROOT": folder.path, "OPERATOR_TOKEN_FILE": token.path,
            "ENROLMENT_URL": enrolment[0].address, "ASSESSMENT_URL": assessment[0].address,
            "LEARNING_RECORD_URL": learningRecord[0].address, "KAFKA_BOOTSTRAP_SERVERS": bus.bootstrapServers,
            "KAFKA_TOPIC_PREFIX": bus.prefix,
        ].merging(databases) { $1 }.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
        var status: Int32 = -1
        for await ended in ends { status = ended }
        try handle.close()
        let text = try String(contentsOf: output, encoding: .utf8)
        print("$ \(command)\n\(text)")
        return Typed(status: status, text: text)
    }

    /// The checks of a service that are not well, with their reasons.
    func troubles(of service: ServiceInstance) async throws -> [String] {
        let answer = try await http.get("\(service.address)/readyz", deadline: .seconds(5))
        let checks = Answer(answer).json["checks"]?.array ?? []
        return checks.filter { $0["state"]?.text != "working" }.map {
            "\($0["name"]?.text ?? "?"): \($0["reason"]?.text ?? "?")"
        }
    }

    /// Sums of a service's samples of one metric.
    func metric(_ name: String, of service: ServiceInstance) async throws -> Double? {
        let text = Answer(try await http.get("\(service.address)/metrics", deadline: .seconds(5))).text
        let values = text.split(separator: "\n").filter { $0.hasPrefix("\(name) ") || $0.hasPrefix("\(name){") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        return values.isEmpty ? nil : values.reduce(0, +)
    }
}

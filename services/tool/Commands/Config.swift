import Foundation
import ServiceRuntime

/// `bina config`: every environment variable of every process.
enum Config: ToolCommand {
    static let specification = CommandSpecification(
        name: "config",
        summary: "list every environment variable of every process",
        options: [.init("json", nil, "as JSON: processes with their ports, paths and variables")],
        details: """
            A service's program lists its own variables when it is called with the word `settings`; what is shown here
            is what the program reads. Variables set in the environment of up reach every process.
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let processes = try await ConfigurationList.read(workplace)
        if arguments.has("json") {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return Console.print(String(decoding: try encoder.encode(processes), as: UTF8.self))
        }
        for process in processes {
            Console.print("\(process.name): \(process.program)")
            let rows = process.variables.map { ($0.name, "\($0.meaning) (\($0.remark))") }
            Console.print(CommandSpecification.columns(rows))
        }
    }
}

/// The processes of an installation and what their environments may say.
enum ConfigurationList {
    /// One process.
    ///
    /// The compose file is checked against this.
    struct Process: Codable, Sendable {
        let name: String
        let program: String
        let port: Int?
        let paths: [String]
        let variables: [SettingDescription]
    }

    static func read(_ workplace: Workplace) async throws -> [Process] {
        var processes = [Process(name: "bina", program: "bina", port: nil, paths: [], variables: ownVariables)]
        for entry in ServiceEntry.all {
            processes.append(
                Process(
                    name: entry.name,
                    program: entry.product,
                    port: entry.port.standard,
                    paths: ["/healthz", "/readyz", "/metrics"],
                    variables: try await variables(of: workplace.program(entry.product))
                )
            )
        }
        return processes
    }

    /// Asks the program itself.
    private static func variables(of program: URL) async throws -> [SettingDescription] {
        let output = try await ShortProgram.run([program.path, SettingsList.word])
        do {
            return try SettingsList.read(output)
        } catch {
            throw Refusal("\(program.path) \(SettingsList.word) does not list its variables as JSON")
        }
    }

    /// What the tool itself reads.
    static var ownVariables: [SettingDescription] {
        let ports: [any DeclaredSetting] = PortVariable.all.map {
            Setting.integer($0.name, "the port of \($0.meaning)", in: PortVariable.range, fallback: $0.standard)
        }
        let others: [any DeclaredSetting] = [
            Setting.integer(PortVariable.offset, "what is added to every standard port", in: 0...9_000, fallback: 0),
            Setting.text("KAFKA_HOME", "the Apache Kafka that up starts", allowed: "a folder with libs/").optional,
            Setting.text("KAFKA_BOOTSTRAP_SERVERS", "the Kafka that up uses; then it starts none").optional,
            Setting.text("VAULT_DATABASE_URL", "the database that verify looks for erased keys in", isSecret: true)
                .optional,
            Setting.text("KAFKA_PROPERTIES", "further librdkafka properties, for verify", isSecret: true).optional,
            Setting.text("KAFKA_TOPIC_PREFIX", "stands before the names of topics, for verify").optional,
            Setting.text("NO_COLOR", "whether logs are printed without colours").optional,
        ]
        let databases: [any DeclaredSetting] = VerifiedPlaces.services.map {
            Setting.text(VerifiedPlaces.variable($0), "the database of \($0.name), for verify", isSecret: true).optional
        }
        return (ports + databases + others).map(\.description)
    }
}

extension SettingDescription {
    /// What happens without it.
    var remark: String {
        if let fallback { return "default \(fallback.isEmpty ? "empty" : fallback)" }
        return isRequired ? "required" : "optional"
    }
}

import Foundation

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
        let variables: [Variable]
    }

    /// One variable, as the program that reads it declares it.
    struct Variable: Codable, Sendable, Equatable {
        let name: String
        let meaning: String
        let allowed: String
        let fallback: String?
        let isRequired: Bool
        let isSecret: Bool

        var remark: String {
            if let fallback { return "default \(fallback.isEmpty ? "empty" : fallback)" }
            return isRequired ? "required" : "optional"
        }
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
    private static func variables(of program: URL) async throws -> [Variable] {
        let output = try await ShortProgram.run([program.path, "settings"])
        do {
            return try JSONDecoder().decode([Variable].self, from: Data(output.utf8))
        } catch {
            throw Refusal("\(program.path) settings does not list its variables as JSON")
        }
    }

    /// What the tool itself reads.
    static var ownVariables: [Variable] {
        let ports = PortVariable.all.map {
            Variable(
                name: $0.name,
                meaning: "the port of \($0.meaning)",
                allowed: "a port from 1024 to 65534",
                fallback: "\($0.standard)",
                isRequired: false,
                isSecret: false
            )
        }
        return ports + [
            optional(PortVariable.offset, "what is added to every standard port", "a whole number from 0 to 9000"),
            optional("KAFKA_HOME", "the Apache Kafka that up starts", "a folder with libs/"),
            optional("KAFKA_BOOTSTRAP_SERVERS", "the Kafka that up uses; it then starts none", "host:port, …"),
            optional("NO_COLOR", "that logs are printed without colours", "any text"),
        ]
    }

    private static func optional(_ name: String, _ meaning: String, _ allowed: String) -> Variable {
        Variable(name: name, meaning: meaning, allowed: allowed, fallback: nil, isRequired: false, isSecret: false)
    }
}

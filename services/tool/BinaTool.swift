import Foundation

/// The command line tool: starts, stops, fills and explains a Bina installation on one machine.
@main
enum BinaTool {
    /// In the order of the help text.
    static let commands: [any ToolCommand.Type] = [
        Up.self, Down.self, Status.self, Reset.self, Token.self, Import.self, Config.self, MakeSecrets.self,
        MakeDatabases.self,
        Verify.self, Break.self, Load.self,
        Parked.self, RebuildCommand.self, Repair.self,
        Broker.self, Postgres.self,
        Bench.self,
    ]

    static var specifications: [CommandSpecification] { commands.map { $0.specification } }

    static func main() async {
        _ = SpawningThread.shared
        exit(await run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs the command that `words` name and returns the process's exit code.
    static func run(_ words: [String]) async -> Int32 {
        guard let name = words.first, name != "help", name != "--help", name != "-h" else {
            Console.print(help)
            return 0
        }
        do {
            guard let command = commands.first(where: { $0.specification.name == name }) else {
                throw UsageError("there is no command '\(name)'")
            }
            if words.dropFirst().prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
                Console.print(command.specification.help)
                return 0
            }
            let arguments = try Arguments(words.dropFirst(), by: command.specification)
            try await command.run(arguments, in: try Workplace.current())
            return 0
        } catch let error as UsageError {
            Console.complain("bina: \(error)")
            return 2
        } catch is CancellationError {
            Console.complain("bina: stopped")
            return 130
        } catch {
            Console.complain("bina: \(error)")
            return 1
        }
    }

    static var help: String {
        "usage: bina COMMAND [options]\n\n"
            + CommandSpecification.columns(specifications.map { ($0.name, $0.summary) })
            + "\nbina COMMAND --help explains one command.\n"
    }
}

import Foundation

/// `bina reset`: deletes this installation's data.
enum Reset: ToolCommand {
    static let specification = CommandSpecification(
        name: "reset",
        summary: "delete this installation's data (events, read models, keys); asks first",
        options: [.init("yes", nil, "do not ask")]
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let postgres = try await PostgresPlace.choose(workplace.state.appending(path: "postgres"))
        let isInside = postgres.path.hasPrefix(workplace.state.path + "/")
        let folders = ([workplace.state] + (isInside ? [] : [postgres])).filter {
            FileManager.default.fileExists(atPath: $0.path)
        }
        guard !folders.isEmpty else { return Console.print("there is nothing to delete") }
        if let up = Leftovers.upFile(workplace).running() {
            throw Refusal("up runs (process \(up.pid)). Stop it first: ./bina down")
        }
        try confirm(arguments, folders)
        await Leftovers.end(workplace)
        for folder in folders where FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.removeItem(at: folder)
        }
        Console.print("deleted")
    }

    private static func confirm(_ arguments: Arguments, _ folders: [URL]) throws {
        guard !arguments.has("yes") else { return }
        let list = folders.map(\.path).joined(separator: " and ")
        guard Console.isInteractive else { throw Refusal("reset deletes \(list); say --yes to agree") }
        Console.print("This deletes all events, read models and keys in \(list). Type yes to go on:")
        guard readLine() == "yes" else { throw Refusal("nothing was deleted") }
    }
}

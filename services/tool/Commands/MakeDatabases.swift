import Foundation

/// `bina databases`: prepares a PostgreSQL server that somebody else runs, such as the one of the compose file.
enum MakeDatabases: ToolCommand {
    static let specification = CommandSpecification(
        name: "databases",
        summary: "create the databases and their roles on a PostgreSQL server",
        options: [
            .init("server", "CONNECTION", "an administrator's connection string (default POSTGRES_ADMINISTRATION)"),
            .init("secrets", "FOLDER", "where bina secrets put the roles' passwords (default .bina/compose)"),
        ],
        details: "Running it again creates what is missing and sets the roles' passwords; data is not touched."
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        guard let server = arguments.value("server") ?? workplace.environment["POSTGRES_ADMINISTRATION"] else {
            throw UsageError("--server or POSTGRES_ADMINISTRATION must name the server", of: specification)
        }
        let folder = arguments.value("secrets").map { URL(filePath: $0) } ?? workplace.state.appending(path: "compose")
        guard FileManager.default.fileExists(atPath: folder.path) else {
            throw Refusal("\(folder.path) does not exist; make it with: bina secrets --folder \(folder.path)")
        }
        try await Databases.prepare(server, secrets: Secrets(folder: folder))
        Console.print("ready: \(Databases.names.joined(separator: ", "))")
    }
}

import Foundation

/// `bina secrets`: what the compose file's containers must know and the image must not hold.
enum MakeSecrets: ToolCommand {
    static let specification = CommandSpecification(
        name: "secrets",
        summary: "make the secrets that docker-compose.yml reads",
        options: [
            .init("folder", "FOLDER", "where to put them (default .bina/compose); what is there is kept"),
            .init("json", nil, "list the files and the variables in them, without values"),
        ],
        details: """
            Passwords, the vault's master key, a development issuer's key and key set, the feed's token, and one .env
            file per container. Only their owner can read them. Containers run as that owner, as root's installation
            under the id 10001.
            """
    )

    /// Containers never run as root: then the files belong to this id.
    static let containerID = 10_001

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let folder = arguments.value("folder").map { URL(filePath: $0) } ?? workplace.state.appending(path: "compose")
        try workplace.makePrivate(folder)
        let files = try ComposeSecrets(Secrets(folder: folder)).write(now: Int(Date().timeIntervalSince1970))
        try handOver(folder)
        if arguments.has("json") {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            Console.print(String(decoding: try encoder.encode(files), as: UTF8.self))
        } else {
            Console.print("the secrets are in \(folder.path)")
            Console.print("next: docker compose --env-file \(folder.path)/compose.env up --build")
        }
    }

    private static func handOver(_ folder: URL) throws {
        guard geteuid() == 0 else { return }
        let files = FileManager.default
        let names = try files.contentsOfDirectory(atPath: folder.path)
        for path in [folder.path] + names.map({ folder.appending(path: $0).path }) {
            try files.setAttributes(
                [.ownerAccountID: containerID, .groupOwnerAccountID: containerID],
                ofItemAtPath: path
            )
        }
    }
}

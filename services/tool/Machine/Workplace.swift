import Foundation

/// The folders that the tool works in: one checkout, its private state, and the programs beside the tool.
struct Workplace: Sendable {
    /// The checkout's top folder.
    let root: URL
    /// Where the tool itself and the services' programs are.
    let programs: URL
    let environment: [String: String]

    /// Everything `up` keeps between runs; `reset` deletes it.
    var state: URL { root.appending(path: ".bina") }
    /// What `up` keeps for the length of a run: process ids, the broker's address.
    var run: URL { state.appending(path: "run") }
    var logs: URL { state.appending(path: "logs") }
    var secrets: URL { state.appending(path: "secrets") }

    /// The checkout named by `BINA_ROOT` (the script sets it), else the current directory.
    static func current() throws -> Self {
        let environment = ProcessInfo.processInfo.environment
        let root = environment["BINA_ROOT"] ?? FileManager.default.currentDirectoryPath
        let tool = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return Self(
            root: URL(filePath: root),
            programs: URL(filePath: tool).deletingLastPathComponent(),
            environment: environment
        )
    }

    /// The program of a product, built beside the tool.
    func program(_ product: String) -> URL { programs.appending(path: product) }

    /// Makes a folder that only its owner can read.
    func makePrivate(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
    }

    /// Makes the state folders.
    ///
    /// The state folder itself can be passed through, so that PostgreSQL's user reaches its own.
    func prepare() throws {
        for folder in [state, run, logs] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        try makePrivate(secrets)
    }

    /// Refuses to go on with less than `needed` megabytes free where the state is kept.
    func demandDisk(megabytes needed: Int) throws {
        let values = try FileManager.default.attributesOfFileSystem(forPath: root.path)
        guard let free = (values[.systemFreeSize] as? NSNumber)?.int64Value else { return }
        let megabytes = Int(free / 1_048_576)
        guard megabytes < needed else { return }
        throw Refusal(
            "only \(megabytes) MB are free at \(root.path), and \(needed) MB are needed. Free some space, "
                + "or delete this installation's data with: ./bina reset"
        )
    }
}

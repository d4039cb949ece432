import Foundation

/// `bina down`: stops what `up` runs, also what a killed `up` left behind.
enum Down: ToolCommand {
    static let specification = CommandSpecification(
        name: "down",
        summary: "stop everything that up started, from another terminal"
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        if let up = Leftovers.upFile(workplace).running() {
            Console.print("stopping up (process \(up.pid)) …")
            // Longer than the sum of what up gives its processes: it kills what is late.
            guard await up.end(within: .seconds(180)) else {
                throw Refusal("up did not stop in 180 seconds; it was killed")
            }
        } else if Leftovers.running(workplace).isEmpty {
            Console.print("nothing runs")
            return
        }
        await Leftovers.end(workplace)
        Console.print("stopped")
    }
}

/// Processes that a killed `up` could not stop any more.
enum Leftovers {
    /// Names the running `up` itself.
    static func upFile(_ workplace: Workplace) -> ProcessFile {
        ProcessFile(url: workplace.run.appending(path: "up.process"))
    }

    /// The children that still run, services first.
    static func running(_ workplace: Workplace) -> [(name: String, identity: ProcessIdentity)] {
        let order = [Installation.brokerName, Installation.postgresName]
        let files =
            (try? FileManager.default.contentsOfDirectory(at: workplace.run, includingPropertiesForKeys: nil)) ?? []
        let found = files.filter { $0.pathExtension == "process" && $0.lastPathComponent != "up.process" }
            .compactMap { url in
                ProcessFile(url: url).running().map { (url.deletingPathExtension().lastPathComponent, $0) }
            }
        return found.sorted { (order.firstIndex(of: $0.0) ?? -1) < (order.firstIndex(of: $1.0) ?? -1) }
    }

    /// Stops them one after another, and forgets stale files.
    static func end(_ workplace: Workplace) async {
        for (name, identity) in running(workplace) {
            Console.print("stopping \(name) (process \(identity.pid)), which an earlier up left behind")
            await identity.end(within: .seconds(70))
        }
        try? FileManager.default.removeItem(at: workplace.run)
    }
}

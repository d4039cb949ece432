import Foundation

/// The TCP ports that processes of this machine listen on, read from the kernel's tables.
struct ListeningPorts: Sendable {
    /// Port to socket inode.
    private let inodes: [Int: String]

    /// Reads `/proc/net/tcp` and `tcp6`.
    static func now() -> Self {
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map {
            (try? String(contentsOfFile: $0, encoding: .utf8)) ?? ""
        }
        return Self(tables: tables)
    }

    init(tables: [String]) {
        var inodes: [Int: String] = [:]
        for line in tables.flatMap({ $0.split(separator: "\n").dropFirst() }) {
            let fields = line.split(separator: " ")
            // 0A is LISTEN; the local address is <hex address>:<hex port>.
            guard fields.count > 9, fields[3] == "0A", let text = fields[1].split(separator: ":").last,
                let port = Int(text, radix: 16)
            else { continue }
            inodes[port] = String(fields[9])
        }
        self.inodes = inodes
    }

    func contains(_ port: Int) -> Bool { inodes[port] != nil }

    /// The process that listens on `port`, when this user may see it.
    func owner(of port: Int) -> ProcessIdentity? {
        guard let inode = inodes[port] else { return nil }
        let files = FileManager.default
        let pids = ((try? files.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
        let socket = "socket:[\(inode)]"
        let pid = pids.first { pid in
            let folder = "/proc/\(pid)/fd"
            let handles = (try? files.contentsOfDirectory(atPath: folder)) ?? []
            return handles.contains { (try? files.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == socket }
        }
        return pid.flatMap { ProcessIdentity(of: $0) }
    }

    /// The first port at or after `port` that nobody listens on.
    func free(from port: Int) -> Int { (port...65_535).first { !contains($0) } ?? port }
}

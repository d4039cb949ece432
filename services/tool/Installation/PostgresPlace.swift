import Foundation
import PostgresClient

/// Where a private PostgreSQL cluster lives: in the state folder, unless the account that runs it cannot get there.
enum PostgresPlace {
    /// `wanted`, or a folder under /var/tmp that belongs to this path: as root, PostgreSQL runs as the user `postgres`,
    /// which cannot enter a checkout below `/root`; and a socket's path may have 107 bytes only.
    static func choose(_ wanted: URL) async throws -> URL {
        let parent = wanted.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        let fits = wanted.path.utf8.count + "/.s.PGSQL.65535".utf8.count <= 107
        if fits, await isReachable(parent) { return wanted }
        return URL(filePath: "/var/tmp/bina-\(geteuid())-\(fingerprint(wanted.path))")
    }

    private static func isReachable(_ folder: URL) async -> Bool {
        guard geteuid() == 0 else { return true }
        let asAccount = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        return (try? await ShortProgram.attempt(asAccount + ["test", "-x", folder.path]).status) == 0
    }

    /// A short name for a path (FNV-1a), the same in every run.
    static func fingerprint(_ path: String) -> String {
        let hash = path.utf8.reduce(into: UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 36)
    }
}

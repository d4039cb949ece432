import Foundation

/// A small file system in memory, to be filled up.
struct SmallDisk: Sendable {
    let folder: URL

    private var filler: URL { folder.appending(path: "filler") }

    /// Nil where this account may not mount.
    static func mounted(at folder: URL, megabytes: Int) async -> SmallDisk? {
        guard geteuid() == 0 else { return nil }
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let words = ["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path]
        guard (try? await ShortProgram.attempt(words).status) == 0 else { return nil }
        return SmallDisk(folder: folder)
    }

    /// Not a byte is left.
    func fill() throws {
        try Data().write(to: filler)
        let file = try FileHandle(forWritingTo: filler)
        defer { try? file.close() }
        for size in [1 << 20, 4_096, 1] {
            let block = Data(count: size)
            while (try? file.write(contentsOf: block)) != nil {}
        }
    }

    func empty() { try? FileManager.default.removeItem(at: filler) }

    func unmount() async { _ = try? await ShortProgram.attempt(["umount", "-l", folder.path]) }
}

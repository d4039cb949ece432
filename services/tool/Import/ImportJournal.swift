import Foundation

/// What an import has done already: one line per answered request, with the id that the answer gave.
///
/// A line that a kill cut short is ignored: its request is sent again, and its idempotency key makes that harmless.
actor ImportJournal {
    private var ids: [String: String] = [:]
    private let handle: FileHandle

    init(file: URL) throws {
        if !FileManager.default.fileExists(atPath: file.path) {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        handle = try FileHandle(forUpdating: file)
        let text = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        let complete = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
        for line in complete.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { ids[String(parts[0])] = String(parts[1]) }
        }
        try handle.truncate(atOffset: UInt64(complete.utf8.count))
        try handle.seekToEnd()
    }

    /// The id that the request with this key was answered with; empty when its answer had none; nil when it was not sent.
    func id(of key: String) -> String? { ids[key] }

    var count: Int { ids.count }

    /// Starts again with nothing done.
    func forget() throws {
        ids = [:]
        try handle.truncate(atOffset: 0)
        try handle.seek(toOffset: 0)
    }

    func record(_ key: String, id: String) throws {
        ids[key] = id
        try handle.write(contentsOf: Data("\(key)\t\(id)\n".utf8))
    }
}

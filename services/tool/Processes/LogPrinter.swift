import Foundation
import Synchronization

/// Prints every process's lines with its name in front, and keeps them in a file per process.
final class LogPrinter: Sendable {
    private let folder: URL
    private let width: Int
    private let colours: Bool
    private let print: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var files: [String: FileHandle] = [:]
        var order: [String] = []
        var isQuiet = false
        var recent: [String: [String]] = [:]
    }

    /// A log file larger than this at the start of a run begins anew; the one before is kept as `.1`.
    private static let fileLimit = 20_000_000
    private static let palette = [36, 33, 35, 32, 34, 96, 93, 95]

    /// The names are those of the processes, for the width of the first column.
    init(
        folder: URL,
        names: [String],
        colours: Bool,
        print: @escaping @Sendable (String) -> Void = { Console.print($0) }
    ) {
        self.print = print
        self.folder = folder
        self.colours = colours
        width = names.map(\.count).max() ?? 0
        state.withLock { $0.order = names }
    }

    /// While quiet, lines go to the files only.
    func setQuiet(_ isQuiet: Bool) { state.withLock { $0.isQuiet = isQuiet } }

    /// One line of `name`'s output.
    func line(_ text: String, of name: String) {
        let printed = state.withLock { state -> String? in
            if let file = file(of: name, in: &state) { try? file.write(contentsOf: Data((text + "\n").utf8)) }
            state.recent[name, default: []].append(text)
            if state.recent[name, default: []].count > 20 { state.recent[name]?.removeFirst() }
            return state.isQuiet ? nil : prefix(name, state.order) + text
        }
        if let printed { print(printed) }
    }

    /// A line of the tool itself about `name`; printed also while quiet.
    func note(_ text: String, about name: String) {
        print(prefix(name, state.withLock { $0.order }) + text)
    }

    /// The last lines that `name` printed.
    func recent(_ name: String) -> [String] { state.withLock { $0.recent[name] ?? [] } }

    private func prefix(_ name: String, _ order: [String]) -> String {
        let padded = name + String(repeating: " ", count: max(0, width - name.count))
        guard colours else { return "\(padded) | " }
        let colour = Self.palette[(order.firstIndex(of: name) ?? 0) % Self.palette.count]
        return "\u{1B}[\(colour)m\(padded) |\u{1B}[0m "
    }

    private func file(of name: String, in state: inout State) -> FileHandle? {
        if let file = state.files[name] { return file }
        let url = folder.appending(path: "\(name).log")
        let size = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.size] as? NSNumber
        if let size, size.intValue > Self.fileLimit {
            let old = folder.appending(path: "\(name).log.1")
            try? FileManager.default.removeItem(at: old)
            try? FileManager.default.moveItem(at: url, to: old)
        }
        if !FileManager.default.fileExists(atPath: url.path) {
            _ = FileManager.default.createFile(atPath: url.path, contents: nil)
        }
        let file = try? FileHandle(forWritingTo: url)
        _ = try? file?.seekToEnd()
        state.files[name] = file
        return file
    }
}

import Foundation
import Synchronization

/// Cuts a process's output into lines.
///
/// A line longer than 64 KiB is passed on in pieces, so memory stays bounded.
final class LineSplitter: Sendable {
    private let rest = Mutex(Data())
    private let line: @Sendable (String) -> Void
    private static let limit = 65_536

    init(_ line: @escaping @Sendable (String) -> Void) { self.line = line }

    func take(_ bytes: Data) {
        let lines = rest.withLock { rest -> [Data] in
            rest.append(bytes)
            var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Data($0) }
            let last = lines.removeLast()
            if last.count > Self.limit {
                lines.append(last)
                rest = Data()
            } else {
                rest = last
            }
            return lines
        }
        for bytes in lines { line(String(decoding: bytes, as: UTF8.self)) }
    }

    /// Passes on what stands after the last line end.
    func finish() {
        let last = rest.withLock { rest in
            defer { rest = Data() }
            return rest
        }
        if !last.isEmpty { line(String(decoding: last, as: UTF8.self)) }
    }
}

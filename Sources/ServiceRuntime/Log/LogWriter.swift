import Dispatch
import Glibc
import Synchronization

/// The queue between those who log and the one thread that writes.
package final class LogWriter: Sendable {
    private struct Waiting {
        var lines: [String] = []
        var bytes = 0
        var dropped = 0
        var totalDropped = 0
        var isDraining = false
    }

    /// How long a line may wait for others to be written with: a write for each costs more than making it.
    private static let patience = DispatchTimeInterval.milliseconds(2)
    /// Memory for lines that wait while nobody reads our output.
    private static let maximumWaitingBytes = 1 << 20

    private let waiting = Mutex(Waiting())
    private let queue = DispatchQueue(label: "log")
    private let sink: @Sendable (String) -> Void

    init(sink: @escaping @Sendable (String) -> Void) { self.sink = sink }

    /// Writes through the C library, whose buffer is empty before and flushed after each call: what fits is one
    /// `write(2)`.
    package static let standardOutput: @Sendable (String) -> Void = { lines in
        print(lines, terminator: "")
        fflush(nil)
    }

    var dropped: Int { waiting.withLock { $0.totalDropped } }

    func write(_ line: String) {
        let mustDrain = waiting.withLock { waiting in
            guard waiting.bytes + line.utf8.count <= Self.maximumWaitingBytes else {
                waiting.dropped += 1
                waiting.totalDropped += 1
                return false
            }
            waiting.lines.append(line)
            waiting.bytes += line.utf8.count
            if waiting.isDraining { return false }
            waiting.isDraining = true
            return true
        }
        if mustDrain { queue.asyncAfter(deadline: .now() + Self.patience) { self.drain() } }
    }

    func flush() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.drain()
                continuation.resume()
            }
        }
    }

    private func drain() {
        while true {
            let (lines, dropped) = waiting.withLock { waiting in
                let taken = (waiting.lines, waiting.dropped)
                waiting.lines = []
                waiting.bytes = 0
                waiting.dropped = 0
                if taken.0.isEmpty && taken.1 == 0 { waiting.isDraining = false }
                return taken
            }
            if lines.isEmpty && dropped == 0 { return }
            for block in Self.blocks(of: lines) { sink(block) }
            if dropped > 0 { sink("{\"level\":\"warning\",\"message\":\"log lines dropped\",\"count\":\(dropped)}\n") }
        }
    }

    /// As many lines together as fit into one write.
    private static func blocks(of lines: [String]) -> [String] {
        var blocks: [String] = []
        var block = ""
        for line in lines {
            if !block.isEmpty, block.utf8.count + line.utf8.count > LogLine.maximumBytes {
                blocks.append(block)
                block = ""
            }
            block += line
        }
        if !block.isEmpty { blocks.append(block) }
        return blocks
    }
}

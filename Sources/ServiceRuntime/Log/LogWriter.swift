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

    /// Memory for lines that wait while nobody reads our output.
    private static let maximumWaitingBytes = 1 << 20

    private let waiting = Mutex(Waiting())
    private let queue = DispatchQueue(label: "log")
    private let sink: @Sendable (String) -> Void

    init(sink: @escaping @Sendable (String) -> Void) { self.sink = sink }

    /// Writes through the C library, whose buffer is empty before and flushed after each line: a line that fits is one
    /// `write(2)`.
    package static let standardOutput: @Sendable (String) -> Void = { line in
        print(line, terminator: "")
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
        if mustDrain { queue.async { self.drain() } }
    }

    func flush() async {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume() }
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
            for line in lines { sink(line) }
            if dropped > 0 { sink("{\"level\":\"warning\",\"message\":\"log lines dropped\",\"count\":\(dropped)}\n") }
        }
    }
}

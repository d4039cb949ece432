import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM as values: how often the person asked to stop.
final class StopSignals: Sendable {
    private let continuation: AsyncStream<Int>.Continuation
    private let requests: Mutex<AsyncStream<Int>>
    private let sources: [any DispatchSourceSignal & Sendable]

    /// From here on the two signals do not end the process.
    init() {
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        let count = Counter()
        self.continuation = continuation
        self.requests = Mutex(stream)
        let queue = DispatchQueue(label: "bina.signals")
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            // An empty handler instead of SIG_IGN: children must not inherit "ignored".
            signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in continuation.yield(count.next()) }
            source.resume()
            return source
        }
    }

    /// One element per request to stop: 1, 2, … For one reader.
    var stream: AsyncStream<Int> { requests.withLock { $0 } }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        func next() -> Int { value.withLock { $0 += 1; return $0 } }
    }
}

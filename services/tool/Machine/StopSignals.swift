import Dispatch
import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as values: how often the person asked to stop.
final class StopSignals: Sendable {
    private let state: Mutex<State>

    private struct State {
        let requests: AsyncStream<Int>
        let sources: [any DispatchSourceSignal]
    }

    /// From here on the signals do not end the process.
    init() {
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        let count = Counter()
        state = Mutex(State(requests: stream, sources: Self.sources { continuation.yield(count.next()) }))
    }

    /// One element per request to stop: 1, 2, … For one reader.
    var stream: AsyncStream<Int> { state.withLock { $0.requests } }

    /// Runs the work, and cancels it when the person asks to stop.
    func cancelling<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let work = Task { try await body() }
        let watch = Task { for await _ in stream { work.cancel() } }
        defer { watch.cancel() }
        return try await work.value
    }

    private static func sources(_ handler: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        let queue = DispatchQueue(label: "bina.signals")
        return [SIGINT, SIGTERM, SIGHUP].map { number in
            // An empty handler instead of SIG_IGN: children must not inherit "ignored".
            signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: handler)
            source.resume()
            return source
        }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)

        func next() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }
}

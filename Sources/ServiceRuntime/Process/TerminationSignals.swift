import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as values; nothing runs in a signal handler of ours.
package enum TerminationSignals {
    private static let sources = Mutex<[any DispatchSourceSignal]>([])

    /// Each signal as it comes.
    ///
    /// To be made once in a process: from then on these signals do not end it by themselves.
    package static func stream(of signals: [Int32] = [SIGTERM, SIGINT]) -> AsyncStream<Int32> {
        let registering = DispatchGroup()
        let stream = AsyncStream<Int32> { continuation in
            for signal in signals {
                registering.enter()
                sources.withLock { sources in
                    let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
                    source.setEventHandler { continuation.yield(signal) }
                    source.setRegistrationHandler { registering.leave() }
                    source.activate()
                    sources.append(source)
                }
            }
        }
        registering.wait()
        return stream
    }

    /// Ends the process without running anything else of it.
    package static let exitAtOnce: @Sendable (Int32) -> Void = { status in _exit(status) }
}

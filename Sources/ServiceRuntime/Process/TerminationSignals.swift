import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as values; nothing runs in a signal handler of ours.
package enum TerminationSignals {
    private static let sources = Mutex<[any DispatchSourceSignal]>([])

    /// Each signal as it comes.
    ///
    /// To be made once in a process: from then on these signals do not end it by themselves.
    package static func stream() -> AsyncStream<Int32> {
        AsyncStream { continuation in
            for signal in [SIGTERM, SIGINT] {
                sources.withLock { sources in
                    let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
                    source.setEventHandler { continuation.yield(signal) }
                    source.activate()
                    sources.append(source)
                }
            }
        }
    }

    /// Ends the process without running anything else of it.
    package static let exitAtOnce: @Sendable (Int32) -> Void = { status in _exit(status) }
}

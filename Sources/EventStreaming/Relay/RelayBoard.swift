import EventSourcing
import Synchronization

/// Where the relay's loop writes what others read while it runs.
final class RelayBoard: Sendable {
    private let metrics = Mutex((noted: RelayMetrics(), sign: SignOfLife()))
    private let service: String
    private let longestSilence: Duration
    private let log: StreamingLog

    init(service: String, longestSilence: Duration, log: @escaping StreamingLog) {
        self.service = service
        self.longestSilence = longestSilence
        self.log = log
    }

    var current: RelayMetrics { metrics.withLock { $0.noted } }

    /// As others see it.
    var seen: RelayMetrics {
        var (metrics, sign) = metrics.withLock { $0 }
        if metrics.trouble == nil, metrics.isConnected { metrics.trouble = sign.trouble(after: longestSilence) }
        return metrics
    }

    func update(_ change: (inout RelayMetrics) -> Void) {
        metrics.withLock { metrics in
            change(&metrics.noted)
            metrics.sign.renew()
        }
    }

    func say(_ level: StreamingLogEntry.Level, _ message: String, _ metadata: [String: String] = [:]) {
        var metadata = metadata
        metadata["service"] = service
        log(StreamingLogEntry(level, message, metadata))
    }
}

import EventSourcing
import Synchronization

/// Where the relay's loop writes what others read while it runs.
final class RelayBoard: Sendable {
    private let metrics = Mutex(RelayMetrics())
    private let service: String
    private let log: StreamingLog

    init(service: String, log: @escaping StreamingLog) {
        self.service = service
        self.log = log
    }

    var current: RelayMetrics { metrics.withLock { $0 } }

    func update(_ change: (inout sending RelayMetrics) -> Void) { metrics.withLock { change(&$0) } }

    func say(_ level: StreamingLogEntry.Level, _ message: String, _ metadata: [String: String] = [:]) {
        var metadata = metadata
        metadata["service"] = service
        log(StreamingLogEntry(level, message, metadata))
    }
}

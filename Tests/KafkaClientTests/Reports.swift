import KafkaClient
import Synchronization

/// The statistics reports a client has given.
final class Reports: Sendable {
    private let reports = Mutex<[KafkaStatistics]>([])
    var last: KafkaStatistics? { reports.withLock { $0.last } }
    func add(_ report: KafkaStatistics) { reports.withLock { $0.append(report) } }
}

import EventSourcing
import FoundationEssentials
import KafkaClient
import Synchronization

/// Consecutive events of one lane that were handed to the producer together.
struct LaneRun: Sendable {
    let lane: Lane
    let first: Int64
    /// One per event, in order.
    let eventIDs: [UUID]
    let recordedAt: Timestamp

    var last: Int64 { first + Int64(eventIDs.count) - 1 }
}

/// Runs of one partition, and what became of their records.
struct RunReport: Sendable {
    let runs: [LaneRun]
    /// One per record, in the order of the runs.
    let results: [Result<KafkaDelivery, KafkaDeliveryFailure>]
}

/// Where reports wait until the relay's loop looks.
final class RunReports: Sendable {
    private let waiting = Mutex<[RunReport]>([])
    private let bell: Wakeup

    init(ringing bell: Wakeup) { self.bell = bell }

    func add(_ report: RunReport) {
        waiting.withLock { $0.append(report) }
        bell.ring()
    }

    func take() -> [RunReport] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}

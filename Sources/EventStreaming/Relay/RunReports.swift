import EventSourcing
import FoundationEssentials
import KafkaClient
import Synchronization

/// Consecutive events of one lane that are handed to the producer together.
struct LaneRun: Sendable {
    let lane: Lane
    let partition: KafkaPartition
    let first: Int64
    /// One per event, in order.
    let eventIDs: [UUID]
    let recordedAt: Timestamp
    /// What its records take of the producer's queue, in bytes.
    let size: Int

    var last: Int64 { first + Int64(eventIDs.count) - 1 }
}

/// What became of a run's records.
struct RunReport: Sendable {
    let run: LaneRun
    let outcome: KafkaBatchOutcome
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

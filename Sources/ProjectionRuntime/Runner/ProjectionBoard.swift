import EventSourcing
import EventStreaming
import Synchronization

/// Where a runner's loop writes what others read while it runs: status, log, positions.
final class ProjectionBoard: Sendable {
    let watch: CheckpointWatch
    private let status: Mutex<(noted: ProjectionStatus, sign: SignOfLife)>
    private let longestSilence: Duration
    private let log: StreamingLog
    private let looksAgain = Mutex(false)

    init(
        projection: String,
        watch: CheckpointWatch,
        longestSilence: Duration,
        log: @escaping StreamingLog
    ) {
        status = Mutex((ProjectionStatus(projection: projection), SignOfLife()))
        self.watch = watch
        self.longestSilence = longestSilence
        self.log = log
    }

    var current: ProjectionStatus { status.withLock { $0.noted } }

    /// As others see it.
    var seen: ProjectionStatus {
        var (status, sign) = status.withLock { $0 }
        switch status.state {
        case .running, .catchingUp, .waiting:
            if let trouble = sign.trouble(after: longestSilence) { status.state = .stalled(reason: trouble) }
        case .starting, .stalled, .stopped: break
        }
        return status
    }

    /// Tables or stores may be others than a moment ago.
    func lookAgain() { looksAgain.withLock { $0 = true } }

    func takeLookAgain() -> Bool {
        looksAgain.withLock { looksAgain in
            defer { looksAgain = false }
            return looksAgain
        }
    }

    func update(_ change: (inout ProjectionStatus) -> Void) {
        status.withLock { status in
            change(&status.noted)
            status.sign.renew()
        }
    }

    func say(_ level: StreamingLogEntry.Level, _ message: String, _ metadata: [String: String] = [:]) {
        var metadata = metadata
        metadata["projection"] = current.projection
        log(StreamingLogEntry(level, message, metadata))
    }

    /// Committed positions become visible to those who wait for them.
    func reached(_ checkpoints: [SourceLane: Checkpoint]) {
        update { status in
            for (lane, checkpoint) in checkpoints {
                status.lanes[lane, default: LaneStatus()].position = checkpoint.sequence
                status.lanes[lane]?.lastEventAt = checkpoint.recordedAt
            }
        }
        watch.advance(checkpoints.mapValues(\.sequence))
    }

    /// The positions that the rows tell, instead of those that were known: tables may have been made anew since.
    func found(_ checkpoints: [SourceLane: Checkpoint]) {
        update { status in
            for lane in status.lanes.keys where checkpoints[lane] == nil {
                status.lanes[lane]?.position = 0
                status.lanes[lane]?.lastEventAt = nil
            }
        }
        watch.forget()
        reached(checkpoints)
    }

    func committed(_ work: BatchWriter.Work, _ outcome: BatchWriter.Outcome) {
        update { status in
            status.applied += work.events.count - outcome.keptForParked
            status.batches += 1
            status.lastBatchSize = work.events.count
            status.largestBatch = max(status.largestBatch, work.events.count)
            status.parkedStreams += outcome.newlyParked
            status.unknownTypes.merge(outcome.unknownTypes, uniquingKeysWith: +)
        }
        if outcome.newlyParked > 0 {
            say(.error, "streams parked", ["streams": "\(outcome.newlyParked)"])
        }
    }
}

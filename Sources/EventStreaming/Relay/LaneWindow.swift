import EventSourcing

/// What is on its way for one lane, and how far it was acknowledged without a hole.
///
/// Pure bookkeeping. Runs of records are handed over in order; their reports may be told in any order; the mark moves
/// only over a gap-free prefix. After a failure the lane stands still until nothing is in flight, and then starts again
/// after the acknowledged prefix: a single record is never sent again by itself.
struct LaneWindow {
    /// What a report means for the lane.
    enum Progress: Equatable {
        case moved
        case waiting
    }

    let lane: Lane
    /// The last acknowledged record; nil before the first one.
    private(set) var mark: LaneMark?
    /// Sequence of the gap-free acknowledged prefix.
    private(set) var acknowledged: Int64
    /// Sequence of the last record handed over.
    private(set) var sent: Int64
    /// Records were refused: nothing more is handed over until `resume()`.
    private(set) var isStopped = false
    /// The lane is to be let go when nothing is in flight.
    private(set) var isLeaving = false
    private(set) var runsInFlight = 0
    private var early: [Int64: LaneMark] = [:]
    /// First sequence and age of the runs above the acknowledged prefix.
    private var open: [(first: Int64, recordedAt: Timestamp)] = []

    init(lane: Lane, mark: LaneMark?) {
        self.lane = lane
        self.mark = mark
        acknowledged = mark?.sequence ?? 0
        sent = acknowledged
    }

    var unacknowledged: Int64 { sent - acknowledged }
    var isIdle: Bool { runsInFlight == 0 }
    /// When the first event without acknowledgement was recorded, as far as it was handed over.
    var oldestUnacknowledged: Timestamp? { open.first?.recordedAt }
    var takesMore: Bool { !isStopped && !isLeaving }

    /// A run `first...last` goes to the producer.
    ///
    /// - Returns: false when it does not continue what was sent; then nothing changes.
    mutating func handOver(first: Int64, last: Int64, recordedAt: Timestamp) -> Bool {
        guard takesMore, first == sent + 1, last >= first else { return false }
        open.append((first, recordedAt))
        sent = last
        runsInFlight += 1
        return true
    }

    /// A run has ended: the records from `first` to `delivered` were acknowledged (nil: none of them).
    mutating func settle(first: Int64, delivered: LaneMark?, complete: Bool) -> Progress {
        runsInFlight -= 1
        if !complete { isStopped = true }
        guard let delivered else { return .waiting }
        early[first] = delivered
        var progress = Progress.waiting
        while let next = early.removeValue(forKey: acknowledged + 1) {
            acknowledged = next.sequence
            mark = next
            progress = .moved
        }
        open.removeAll { $0.first <= acknowledged }
        return progress
    }

    /// Starts again after the acknowledged prefix.
    ///
    /// - Returns: false while runs are still in flight.
    mutating func resume() -> Bool {
        guard isStopped, isIdle else { return false }
        early.removeAll()
        open.removeAll()
        sent = acknowledged
        isStopped = false
        return true
    }

    /// The bus was replaced: everything is unsent again.
    ///
    /// - Returns: false while runs are still in flight.
    mutating func startOver() -> Bool {
        guard isIdle else { return false }
        early.removeAll()
        open.removeAll()
        mark = nil
        acknowledged = 0
        sent = 0
        isStopped = false
        return true
    }

    mutating func leave() { isLeaving = true }
    mutating func stop() { isStopped = true }
}

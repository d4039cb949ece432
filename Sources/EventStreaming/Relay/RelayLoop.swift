import EventSourcing
import EventStorePostgres
import FoundationEssentials
import KafkaClient
import PostgresClient

/// One session of the relay: one database connection that holds the lanes' locks, one producer.
struct RelayLoop {
    let settings: RelaySettings
    let reader: LaneRowReader
    let laneCount: Int
    let codec: EventRecordCodec
    let connection: PostgresConnection
    let locks: RelayLocks
    let marks: RelayMarks
    let busCheck: BusCheck
    let signals: RelaySignals
    let board: RelayBoard
    let makeProducer: () throws -> KafkaProducer
    var producer: KafkaProducer
    let reports: RunReports
    /// Per partition who adds the latest batch's reports: after those of the batch before, as offsets are compared.
    var lastReports: [Int32: Task<Void, Never>] = [:]
    var windows: [Lane: LaneWindow] = [:]
    var heads: [Lane: Int64] = [:]
    /// What of each partition the producer has and has not reported.
    var loads: [Int32: PartitionLoad] = [:]
    /// Lanes whose mark moved since it was last written.
    var unwritten: Set<Lane> = []
    /// Owned lanes whose bus was not yet proven to be the one of their mark.
    var unproven: Set<Lane> = []
    /// Highest acknowledged offset per partition; a lower one later is another log.
    var highestOffsets: [KafkaPartition: Int64] = [:]
    /// Pages asked for before they were needed, and after which positions: events never change, so they stay right.
    var readAhead: (cursors: [Lane: Int64], pages: Task<[RelayPage], any Error>)?
    /// No lane had room when pages were to be read; the next report makes room.
    var isFull = false
    /// Counts the reads.
    var turn = 0
    var isProducerBroken = false
    /// Why this session cannot go on: the next one makes the topic.
    var topicGone: RelayError?
    /// Set while every lane waits to be sent again from its beginning.
    var refillReason: String?
    var pause: StreamingPause
    var resumeAt: ContinuousClock.Instant?
    var poll: Duration
    var nextPoll = ContinuousClock.now
    /// Before this time nothing is read, whoever rings.
    var nextPage = ContinuousClock.now
    var nextSharing = ContinuousClock.now
    var nextMarks = ContinuousClock.now
    var nextBusCheck = ContinuousClock.now
    /// Replicas try lanes in different orders.
    let firstLane = Int.random(in: 0..<1_024)

    /// Relays until told to stop; then delivers what is on its way and marks it.
    ///
    /// - Throws: when the connection or the store fails, or the task is cancelled; locks end with the connection.
    mutating func run() async throws {
        while !signals.isStopping {
            try Task.checkCancellation()
            settleReports()
            if nextSharing <= .now { try await share() }
            try await recover()
            if !unproven.isEmpty || nextBusCheck <= .now { try await proveBus() }
            if !unwritten.isEmpty, nextMarks <= .now { try await writeMarks() }
            if nextPage > .now, signals.hasNewEvents || nextPoll <= nextPage {
                try await Task.sleep(until: nextPage)
                continue
            }
            if signals.takeNewEvents() || nextPoll <= .now, try await relayPage() { continue }
            await signals.bell.wait(atMost: untilNextDuty)
        }
        try await drain()
    }

    private var untilNextDuty: Duration {
        var next = min(nextSharing, nextPoll, nextBusCheck)
        if !unwritten.isEmpty { next = min(next, nextMarks) }
        if let resumeAt { next = min(next, resumeAt) }
        return max(.milliseconds(1), next - .now)
    }

    /// Takes and gives lanes so that replicas have equal shares.
    ///
    /// A lane is given when nothing of it is on its way and its mark is written.
    private mutating func share() async throws {
        nextSharing = .now + settings.sharingInterval
        let sharing = try await locks.sharing()
        board.update { $0.members = sharing.members }
        let owned = Set(windows.keys)
        let lanes = laneCount
        for lane in LaneShare.toRelease(lanes: lanes, members: sharing.members, owned: owned) {
            windows[lane]?.leave()
        }
        let leaving = windows.values.filter { $0.isLeaving && $0.isIdle }.map(\.lane)
        if !leaving.isEmpty {
            try await writeMarks()
            try await locks.release(leaving)
            for lane in leaving { forget(lane) }
            board.say(.notice, "lanes given to other replicas", ["lanes": "\(leaving.count)"])
        }
        let wanted = LaneShare.toAcquire(
            lanes: lanes,
            members: sharing.members,
            owned: owned,
            held: sharing.held,
            startingAt: firstLane
        )
        try await own(try await locks.acquire(wanted))
    }

    private mutating func own(_ lanes: [Lane]) async throws {
        guard !lanes.isEmpty else { return }
        let known = try await marks.load(lanes)
        for lane in lanes {
            windows[lane] = LaneWindow(lane: lane, mark: known[lane])
            unproven.insert(lane)
            if let mark = known[lane] {
                highestOffsets[mark.partition] = max(highestOffsets[mark.partition] ?? -1, mark.offset)
            }
            publish(lane)
        }
        nextPoll = .now
        board.say(.notice, "lanes taken", ["lanes": "\(lanes.count)", "owned": "\(windows.count)"])
    }

    private mutating func forget(_ lane: Lane) {
        windows[lane] = nil
        unproven.remove(lane)
        unwritten.remove(lane)
        board.update { $0.lanes[lane] = nil }
    }

    mutating func writeMarks() async throws {
        nextMarks = .now + settings.markInterval
        let moved = unwritten.compactMap { windows[$0]?.mark }.sorted { $0.lane < $1.lane }
        try await marks.store(moved)
        unwritten.removeAll()
    }

    /// No new events; what is on its way is awaited, within the limit.
    private mutating func drain() async throws {
        let deadline = ContinuousClock.now + settings.drainLimit
        while windows.values.contains(where: { !$0.isIdle }), deadline > .now {
            await signals.bell.wait(atMost: min(.milliseconds(200), deadline - .now))
            try Task.checkCancellation()
            settleReports()
        }
        try await writeMarks()
    }

    /// What the board says of the lane.
    func publish(_ lane: Lane) {
        guard let window = windows[lane] else { return }
        let state = RelayMetrics.LaneState(
            mark: window.acknowledged,
            head: max(heads[lane] ?? 0, window.acknowledged),
            oldestUnsent: window.oldestUnacknowledged,
            isStopped: window.isStopped
        )
        board.update { $0.lanes[lane] = state }
    }
}

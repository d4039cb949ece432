import EventSourcing
import EventStorePostgres
import FoundationEssentials
import KafkaClient

extension RelayLoop {
    /// Hands the next page of every lane that has room to the producer.
    ///
    /// - Returns: true when there may be more at once.
    mutating func relayPage() async throws -> Bool {
        let begin = ContinuousClock.now
        let (cursors, pages) = try await nextPages()
        isFull = cursors.isEmpty
        guard !isFull else {
            nextPoll = .now + settings.longestPoll
            return false
        }
        for page in pages {
            heads[page.lane] = page.head
            guard let cursor = cursors[page.lane], page.head < cursor else { continue }
            throw RelayError.storeRestored(lane: page.lane, sent: cursor, head: page.head)
        }
        let filled = pages.filter { $0.batch != nil }
        guard !filled.isEmpty else {
            for lane in cursors.keys { publish(lane) }
            nextPoll = .now + poll
            poll = min(poll * 2, settings.longestPoll)
            return false
        }
        poll = settings.firstPoll
        try await send(filled, after: cursors)
        // A lane that gets no answer has no other occasion.
        for page in filled { publish(page.lane) }
        if readAhead == nil { nextPage = begin + settings.pageInterval }
        nextPoll = nextPage
        return true
    }

    /// What was read ahead, or else the next pages, by one statement for all lanes.
    private mutating func nextPages() async throws -> (cursors: [Lane: Int64], pages: [RelayPage]) {
        if let ahead = readAhead {
            readAhead = nil
            return (ahead.cursors, try await ahead.pages.value)
        }
        let cursors = readableCursors()
        return cursors.isEmpty ? ([:], []) : (cursors, try await read(cursors).value)
    }

    private func readableCursors() -> [Lane: Int64] {
        guard refillReason == nil, !isProducerBroken else { return [:] }
        let room = settings.eventsInFlightPerLane - Int64(settings.pageEvents)
        let full = fullPartitions()
        var cursors: [Lane: Int64] = [:]
        for (lane, window) in windows
        where window.takesMore && !unproven.contains(lane) && window.unacknowledged <= room {
            guard !full.contains(lane.partition(of: codec.plan.partitions)) else { continue }
            cursors[lane] = window.sent
        }
        return cursors
    }

    /// Partitions that have half of their share of the producer's queue: one that gets no answer must not fill it, as
    /// then this loop would wait for room, and every other lane with it.
    private func fullPartitions() -> Set<Int32> {
        let (capacity, shares) = (producer.capacity, 2 * codec.plan.partitions)
        return Set(
            loads.filter { $1.records > capacity.records / shares || $1.bytes > capacity.bytes / shares }.keys
        )
    }

    /// Reads and packs in a task of its own, beside the producing of the pages before.
    ///
    /// Lanes begin with another one each time: rows that are too many are left out at the end.
    private mutating func read(_ cursors: [Lane: Int64]) -> Task<[RelayPage], any Error> {
        let (reader, codec, limit, bytes) = (reader, codec, settings.pageEvents, settings.readBytes)
        turn &+= 1
        let turn = Int16(truncatingIfNeeded: turn % laneCount)
        let asked = cursors.map { (lane: $0.key, sequence: $0.value) }.sorted {
            ($0.lane.number < turn ? 1 : 0, $0.lane.number) < ($1.lane.number < turn ? 1 : 0, $1.lane.number)
        }
        return Task {
            try codec.pages(of: try await reader.rows(after: asked, limit: limit, bytes: bytes), limit: limit)
        }
    }

    /// One batch per lane, so that a partition without a leader delays nobody else's reports.
    ///
    /// While records are produced, the next pages are read.
    private mutating func send(_ pages: [RelayPage], after cursors: [Lane: Int64]) async throws {
        var batches: [(run: LaneRun, records: KafkaPackedRecords)] = []
        for page in pages where windows[page.lane]?.sent == cursors[page.lane] {
            guard let batch = page.batch, try handOver(batch.run) else { continue }
            batches.append(batch)
        }
        if pages.contains(where: { $0.head > ($0.batch?.run.last ?? 0) }) {
            let next = readableCursors()
            if !next.isEmpty { readAhead = (next, read(next)) }
        }
        for batch in batches { await enqueue(batch.records, of: batch.run) }
    }

    /// False when the lane takes nothing now.
    private mutating func handOver(_ run: LaneRun) throws -> Bool {
        guard let window = windows[run.lane] else { return false }
        guard run.first == window.sent + 1 else { throw RelayError.hole(lane: run.lane, after: window.sent) }
        guard windows[run.lane]?.handOver(first: run.first, last: run.last, recordedAt: run.recordedAt) == true else {
            return false
        }
        loads[run.partition.number, default: PartitionLoad()].add(run)
        return true
    }

    /// Enqueues in this task, so that order is the order of pages; only the reports are awaited elsewhere.
    private mutating func enqueue(_ records: KafkaPackedRecords, of run: LaneRun) async {
        let reports = reports
        do {
            let delivery = try await producer.enqueue(records)
            let earlier = lastReports[records.partition]
            lastReports[records.partition] = Task {
                let outcome = await delivery.outcome()
                await earlier?.value
                reports.add(RunReport(run: run, outcome: outcome))
            }
        } catch {
            loads[run.partition.number]?.remove(run)
            _ = windows[run.lane]?.settle(first: run.first, delivered: nil, complete: false)
            failed(error, lane: run.lane)
        }
    }

    /// Moves windows by what was reported meanwhile.
    mutating func settleReports() {
        for report in reports.take() { settle(report.run, report.outcome) }
    }

    private mutating func settle(_ run: LaneRun, _ outcome: KafkaBatchOutcome) {
        watchOffsets(outcome, run.partition)
        loads[run.partition.number]?.remove(run)
        var delivered: LaneMark?
        if outcome.delivered > 0 {
            delivered = LaneMark(
                lane: run.lane,
                sequence: run.first + Int64(outcome.delivered) - 1,
                partition: run.partition,
                offset: outcome.lastOffset,
                eventID: run.eventIDs[outcome.delivered - 1]
            )
        }
        board.update { $0.delivered += outcome.delivered }
        let progress = windows[run.lane]?.settle(
            first: run.first,
            delivered: delivered,
            complete: outcome.failure == nil
        )
        if progress == .moved {
            unwritten.insert(run.lane)
            if isFull { nextPoll = .now }
        }
        if let refusal = outcome.failure {
            failed(refusal.error, lane: run.lane)
        } else if resumeAt == nil, progress == .moved, board.current.trouble != nil {
            pause.reset()
            board.update { $0.trouble = nil }
        }
        publish(run.lane)
    }

    /// Offsets of one log only grow.
    private mutating func watchOffsets(_ outcome: KafkaBatchOutcome, _ partition: KafkaPartition) {
        guard let offsets = outcome.offsets else { return }
        let highest = highestOffsets[partition] ?? -1
        if offsets.lowerBound <= highest || !outcome.isRising, refillReason == nil {
            refillReason = "\(partition) acknowledged offset \(offsets.lowerBound) after \(highest)"
        }
        highestOffsets[partition] = max(highest, offsets.upperBound)
    }

    private mutating func failed(_ error: any Error, lane: Lane) {
        let (reason, cause) = ("\(error)", error as? KafkaError)
        isProducerBroken = isProducerBroken || cause?.isFatal == true || producer.fatalError != nil
        if cause?.code.meansNoTopic == true { topicGone = .topicGone(reason) }
        board.update { metrics in
            metrics.failures += 1
            metrics.trouble = reason
        }
        if resumeAt == nil {
            let duration = pause.next()
            resumeAt = .now + duration
            board.say(.error, "a record was not acknowledged: the lane stops", ["lane": "\(lane)", "cause": reason])
        }
    }
}

/// What a producer has of a partition and has not reported.
struct PartitionLoad {
    private(set) var records = 0
    private(set) var bytes = 0

    mutating func add(_ run: LaneRun) {
        records += run.eventIDs.count
        bytes += run.size
    }

    mutating func remove(_ run: LaneRun) {
        records -= run.eventIDs.count
        bytes -= run.size
    }
}

extension KafkaErrorCode {
    /// The cluster does not know the topic, or not as many partitions of it.
    var meansNoTopic: Bool {
        self == .unknownTopic || self == .unknownPartition || self == .unknownTopicOrPartition
    }
}

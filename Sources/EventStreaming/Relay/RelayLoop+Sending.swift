import EventSourcing
import EventStorePostgres
import FoundationEssentials
import KafkaClient

extension RelayLoop {
    /// Hands the next page of every lane that has room to the producer.
    ///
    /// - Returns: true when there may be more at once.
    mutating func relayPage() async throws -> Bool {
        let (cursors, pages) = try await nextPages()
        guard !cursors.isEmpty else {
            nextPoll = .now + settings.longestPoll
            return false
        }
        for page in pages {
            heads[page.lane] = page.head
            guard let cursor = cursors[page.lane], page.head < cursor else { continue }
            throw RelayError.storeRestored(lane: page.lane, sent: cursor, head: page.head)
        }
        let filled = pages.filter { !$0.events.isEmpty }
        guard !filled.isEmpty else {
            for lane in cursors.keys { publish(lane) }
            nextPoll = .now + poll
            poll = min(poll * 2, settings.longestPoll)
            return false
        }
        poll = settings.firstPoll
        nextPoll = .now
        try await send(filled, after: cursors)
        return true
    }

    /// What was read ahead, or else the next pages, by one statement for all lanes.
    private mutating func nextPages() async throws -> (cursors: [Lane: Int64], pages: [LanePage]) {
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
        var cursors: [Lane: Int64] = [:]
        for (lane, window) in windows
        where window.takesMore && !unproven.contains(lane) && window.unacknowledged <= room {
            cursors[lane] = window.sent
        }
        return cursors
    }

    private func read(_ cursors: [Lane: Int64]) -> Task<[LanePage], any Error> {
        let (feed, settings, connection) = (feed, settings, connection)
        return Task {
            try await feed.pages(
                after: cursors,
                limit: settings.pageEvents,
                bytes: Int(settings.pageBytes),
                on: connection
            )
        }
    }

    /// One batch per partition, so that a partition without a leader delays nobody else's reports.
    ///
    /// While records are made, the next pages are read.
    private mutating func send(_ pages: [LanePage], after cursors: [Lane: Int64]) async throws {
        var runs: [Int32: [(run: LaneRun, events: [EventEnvelope])]] = [:]
        for page in pages where windows[page.lane]?.sent == cursors[page.lane] {
            guard let run = try handOver(page) else { continue }
            runs[page.lane.partition(of: codec.plan.partitions), default: []].append((run, page.events))
        }
        if pages.contains(where: { $0.head > ($0.events.last?.sequence ?? 0) }) {
            let next = readableCursors()
            if !next.isEmpty { readAhead = (next, read(next)) }
        }
        for (partition, parts) in runs.sorted(by: { $0.key < $1.key }) {
            var records: [KafkaRecord] = []
            records.reserveCapacity(parts.reduce(0) { $0 + $1.events.count })
            for part in parts { for event in part.events { records.append(codec.record(of: event)) } }
            await enqueue(records, of: parts.map(\.run), to: partition)
        }
    }

    private mutating func handOver(_ page: LanePage) throws -> LaneRun? {
        guard let first = page.events.first, let last = page.events.last, let window = windows[page.lane] else {
            return nil
        }
        guard first.sequence == window.sent + 1, last.sequence - first.sequence + 1 == Int64(page.events.count) else {
            throw RelayError.hole(lane: page.lane, after: window.sent)
        }
        let isTaken = windows[page.lane]?.handOver(
            first: first.sequence,
            last: last.sequence,
            recordedAt: first.recordedAt
        )
        guard isTaken == true else { return nil }
        return LaneRun(
            lane: page.lane,
            first: first.sequence,
            eventIDs: page.events.map(\.id),
            recordedAt: first.recordedAt
        )
    }

    /// Enqueues in this task, so that order is the order of pages; only the reports are awaited elsewhere.
    private mutating func enqueue(_ records: [KafkaRecord], of runs: [LaneRun], to partition: Int32) async {
        let reports = reports
        do {
            let delivery = try await producer.enqueue(records)
            let earlier = lastReports[partition]
            lastReports[partition] = Task {
                let results = await delivery.reports()
                await earlier?.value
                reports.add(RunReport(runs: runs, results: results))
            }
        } catch {
            let cause = error as? KafkaError
            isProducerBroken = isProducerBroken || cause?.isFatal == true || producer.fatalError != nil
            for run in runs {
                _ = windows[run.lane]?.settle(first: run.first, delivered: nil, complete: false)
                failed("\(error)", lane: run.lane)
            }
        }
    }

    /// Moves windows by what was reported meanwhile.
    mutating func settleReports() {
        for report in reports.take() {
            var index = 0
            for run in report.runs {
                let end = index + run.eventIDs.count
                settle(run, report.results[index..<end])
                index = end
            }
        }
    }

    private mutating func settle(_ run: LaneRun, _ results: ArraySlice<Result<KafkaDelivery, KafkaDeliveryFailure>>) {
        var delivered: LaneMark?
        var refusal: KafkaDeliveryFailure?
        for (offset, result) in results.enumerated() {
            switch result {
            case .success(let delivery) where refusal == nil:
                watchOffset(delivery)
                delivered = LaneMark(
                    lane: run.lane,
                    sequence: run.first + Int64(offset),
                    partition: delivery.partition,
                    offset: delivery.offset,
                    eventID: run.eventIDs[offset]
                )
            case .success: break
            case .failure(let failure): refusal = refusal ?? failure
            }
        }
        let count = delivered.map { Int($0.sequence - run.first) + 1 } ?? 0
        board.update { $0.delivered += count }
        let progress = windows[run.lane]?.settle(
            first: run.first,
            delivered: delivered,
            complete: refusal == nil
        )
        if progress == .moved { unwritten.insert(run.lane) }
        if let refusal {
            isProducerBroken = isProducerBroken || refusal.error.isFatal || producer.fatalError != nil
            failed("\(refusal.error)", lane: run.lane)
        } else if resumeAt == nil, progress == .moved, board.current.trouble != nil {
            pause.reset()
            board.update { $0.trouble = nil }
        }
        publish(run.lane)
    }

    /// Offsets of one log only grow.
    private mutating func watchOffset(_ delivery: KafkaDelivery) {
        guard delivery.offset >= 0 else { return }
        let highest = highestOffsets[delivery.partition] ?? -1
        if delivery.offset <= highest, refillReason == nil {
            refillReason = "\(delivery.partition) acknowledged offset \(delivery.offset) after \(highest)"
        }
        highestOffsets[delivery.partition] = max(highest, delivery.offset)
    }

    private mutating func failed(_ reason: String, lane: Lane) {
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

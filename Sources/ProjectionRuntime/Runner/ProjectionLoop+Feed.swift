import EventSourcing
import EventStreaming
import FoundationEssentials
import KafkaClient
import PostgresClient

extension ProjectionLoop {
    /// Applies what the bus lacks, page by page, until the lane has reached `last` or the partitions are not ours.
    mutating func fill(_ lane: SourceLane, through last: Int64, while turns: [KafkaPartition: Assignment.Turn])
        async throws
    {
        board.say(
            .notice,
            "events missing on the bus, reading the feed",
            ["lane": "\(lane)", "after": "\(ledger[lane].sequence)", "through": "\(last)"]
        )
        board.update { if $0.state == .running { $0.state = .catchingUp } }
        var ahead: ReadPage?
        while ledger[lane].sequence < last, !gate.usable(turns).isEmpty,
            board.current.stoppedSources[lane.source] == nil
        {
            do {
                guard let feed = feeds[lane.source] else { throw FeedError.unknownSource(lane.source) }
                let position = ledger[lane].sequence
                let read =
                    if let ahead, ahead.after == position { ahead } else {
                        ReadPage(
                            after: position,
                            page: try await page(feed, lane, after: position, limit: settings.feedPageSize)
                        )
                    }
                guard try prove(read.page, of: lane) else { return }
                let page = read.page.after(position)
                guard !page.events.isEmpty else {
                    throw FeedError.endsTooEarly(lane: lane, head: page.head, needed: last)
                }
                ahead = try await apply(page, read.folded, of: lane, readingOn: feed)
            } catch {
                ahead = nil
                try await pauseAfter(error)
            }
        }
        board.update { status in
            switch status.state {
            case .catchingUp, .waiting: status.state = .running
            case .starting, .running, .stalled, .stopped: break
            }
        }
    }

    /// A page of the feed.
    ///
    /// - Throws: `FeedSilence` when it does not answer; `CancellationError`.
    func page(_ feed: any FeedClient, _ lane: SourceLane, after sequence: Int64, limit: Int) async throws -> LanePage {
        do {
            return try await feed.page(lane: lane.lane, after: sequence, limit: limit)
        } catch {
            try Task.checkCancellation()
            throw FeedSilence(source: lane.source, reason: "\(error)")
        }
    }

    /// Asks every lane of every source for events that the bus has not brought; applies those that are overdue.
    mutating func checkFeeds(isUrgent: Bool) async throws {
        nextFeedCheck = .now + settings.feedCheckInterval
        guard !feeds.isEmpty else { return }
        try await resync([:])
        for (source, feed) in feeds {
            do {
                guard board.current.stoppedSources[source] == nil else {
                    try await lookAtStopped(source, feed)
                    continue
                }
                try await check(source, feed, isUrgent: isUrgent)
                noteAnswer(of: source)
            } catch {
                try Task.checkCancellation()
                noteSilence(of: source, error)
            }
        }
        try await countParked()
    }

    /// Once per silence: a service that was not started yet is asked again and again.
    mutating func noteSilence(of source: String, _ error: any Error) {
        guard silentSources.insert(source).inserted else { return }
        board.say(.warning, "feed did not answer", ["source": source, "error": "\(error)"])
    }

    mutating func noteAnswer(of source: String) {
        if silentSources.remove(source) != nil { board.say(.notice, "feed answers again", ["source": source]) }
    }

    private mutating func check(_ source: String, _ feed: any FeedClient, isUrgent: Bool) async throws {
        let overdue = Timestamp.now.advanced(by: .zero - settings.feedGrace)
        var number: Int16 = 0
        var lanes = 1
        while Int(number) < lanes {
            let lane = SourceLane(source: source, lane: Lane(number))
            // A lane that moved since the last check is asked for its head only.
            let isStill = isUrgent || ledger[lane].sequence == checkedPositions[lane] ?? 0
            var ahead: ReadPage?
            while true {
                let position = ledger[lane].sequence
                let read =
                    if let ahead, ahead.after == position { ahead } else {
                        ReadPage(
                            after: position,
                            page: try await feed.page(
                                lane: lane.lane,
                                // One earlier: the event at the checkpoint proves that the store is still the same.
                                after: max(0, position - 1),
                                limit: isStill ? settings.feedPageSize : 2
                            )
                        )
                    }
                lanes = read.page.lanes
                guard try prove(read.page, of: lane) else { return }
                let page = read.page.after(position)
                board.update { status in
                    status.lanes[lane, default: LaneStatus()].head = page.head
                    status.lanes[lane]?.waiting = page.events.first.map {
                        WaitingEvent(sequence: $0.sequence, recordedAt: $0.recordedAt)
                    }
                }
                guard let first = page.events.first else { break }
                // Clocks jump: an event that waited at the last check already is overdue whatever they say.
                let isOverdue = first.recordedAt < overdue || awaited[lane] == first.sequence
                awaited[lane] = first.sequence
                guard isUrgent || isStill && isOverdue else { break }
                ahead = try await apply(page, read.folded, of: lane, readingOn: feed)
                guard board.current.stoppedSources[source] == nil else { return }
            }
            checkedPositions[lane] = ledger[lane].sequence
            number += 1
        }
    }

    /// One page in one transaction; while it is written, the one after it is read and folded.
    ///
    /// The checkpoint's comparison alone fences it: no offset moves.
    ///
    /// - Returns: the page after it, if there was more and the feed answered.
    private mutating func apply(
        _ page: LanePage,
        _ folded: FoldedEvents?,
        of lane: SourceLane,
        readingOn feed: any FeedClient
    ) async throws -> ReadPage? {
        let events = page.events.map { ReceivedEvent(fromFeed: $0, of: lane.source, store: page.store) }
        let plan = BatchPlan(events, ledger: ledger)
        guard plan.gaps.isEmpty, plan.unproven.isEmpty else { throw FeedError.hasGap(lane) }
        let work = BatchWriter.Work(events: plan.events, advances: plan.advances, folded: folded)
        let (limit, projection) = (settings.feedPageSize, writer.projection)
        let end = page.events.last.flatMap { $0.sequence < page.head ? $0.sequence : nil }
        async let ahead = ReadPage(feed, lane, after: end, limit: limit, projection)
        guard try await commit(work, [:]) else { return nil }
        board.update { $0.fromFeed += plan.events.count }
        return await ahead
    }

    private mutating func countParked() async throws {
        let query = writer.parking.countQuery
        guard let row = try? await database.query(query).first, let count = try? row.decode(Int64.self) else { return }
        board.update { $0.parkedStreams = Int(count) }
    }
}

/// A page of a lane's feed, and what its events mean where that was found ahead of their turn.
private struct ReadPage: Sendable {
    /// The position that it goes on from; it may begin with the event there, which proves that the store is the same.
    let after: Int64
    let page: LanePage
    var folded: FoldedEvents?
}

extension ReadPage {
    /// Reads and folds ahead.
    ///
    /// Nil when there is nothing to read, or the feed did not answer: it is asked again when it is the page's turn.
    fileprivate init?(
        _ feed: any FeedClient,
        _ lane: SourceLane,
        after sequence: Int64?,
        limit: Int,
        _ projection: any Projection
    ) async {
        guard let sequence,
            let page = try? await feed.page(lane: lane.lane, after: sequence - 1, limit: limit)
        else { return nil }
        self.init(
            after: sequence,
            page: page,
            folded: FoldedEvents(page.after(sequence).events, by: projection)
        )
    }
}

/// Another service's feed does not answer: it is not started yet, or away.
struct FeedSilence: Error, CustomStringConvertible {
    let source: String
    let reason: String

    var description: String { "the feed of \(source) does not answer: \(reason)" }
}

/// Why missing events cannot be had.
package enum FeedError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No feed is configured for the source.
    case unknownSource(String)
    /// The bus has events that the store does not have.
    case endsTooEarly(lane: SourceLane, head: Int64, needed: Int64)
    /// The feed broke its promise.
    case hasGap(SourceLane)

    package var description: String {
        switch self {
        case .unknownSource(let source): "events of \(source) are missing on the bus, and no feed of it is configured"
        case .endsTooEarly(let lane, let head, let needed):
            "lane \(lane) ends at \(head) in the store but the bus had \(needed): was the store restored from a backup?"
        case .hasGap(let lane): "the feed of lane \(lane) has a gap"
        }
    }
}

package import EventSourcing

/// A store's newest events, read and made into envelopes once for all readers of this process.
///
/// Local projections and policies follow the same lanes at nearly the same place, and reading the same rows for each
/// of them cost more than what they did with them. Whoever is further behind than what is kept reads for itself.
///
/// What is kept is a copy of a history that never changes, but for one case: the database is restored from a backup
/// under a running process. Connections do not outlive that, so a reader calls ``forget()`` with each new one.
package actor SharedFeed {
    /// The newest events of a lane.
    private struct Tail {
        var head: Int64
        /// Sequence before the first event that is kept, and of the last one.
        var start: Int64
        var end: Int64
        /// As they were read: nothing is copied on the way to the readers.
        var pages: [[EventEnvelope]] = []

        init(after sequence: Int64) {
            head = sequence
            start = sequence
            end = sequence
        }

        /// The page that begins after `cursor`, or the rest of the one that holds it.
        func events(after cursor: Int64, limit: Int) -> [EventEnvelope] {
            var sequence = start
            for page in pages {
                let next = sequence + Int64(page.count)
                if cursor == sequence, page.count <= limit { return page }
                if cursor < next { return Array(page.dropFirst(Int(cursor - sequence)).prefix(limit)) }
                sequence = next
            }
            return []
        }

        /// Forgets old pages, so that about as many events are kept as `limit` says.
        mutating func append(_ page: [EventEnvelope], keeping limit: Int) {
            while let first = pages.first, Int(end - start) - first.count + page.count >= limit {
                start += Int64(first.count)
                pages.removeFirst()
            }
            guard !page.isEmpty else { return }
            pages.append(page)
            end += Int64(page.count)
        }
    }

    /// Of each lane; what was read last is kept in any case.
    private static let keptEvents = 128

    private var tails: [Lane: Tail] = [:]
    private var reading: Task<Void, any Error>?
    /// Reads that were begun, and the number of the last one that succeeded.
    private var begun = 0
    private var done = 0
    /// Counts the times of ``forget()``: what was read before does not count.
    private var generation = 0

    init() {}

    /// The next page of each lane, as ``LaneFeed/pages(after:limit:bytes:)`` answers it; a lane's events may stop short
    /// of its head.
    ///
    /// Without events in any page there were none in the store at the time of asking.
    package func pages(after cursors: [Lane: Int64], limit: Int, from feed: LaneFeed) async throws -> [LanePage] {
        let asked = begun
        while true {
            guard follow(cursors) else {
                return try await feed.pages(after: cursors, limit: limit).map { upToEnd($0) }
            }
            let pages = kept(after: cursors, limit: limit, of: feed.store)
            // A read that was begun before the question may have missed what the answer must hold.
            if done > asked || pages.contains(where: { !$0.events.isEmpty }) { return pages }
            try await (reading ?? read(limit, from: feed)).value
        }
    }

    /// The history may be another one from now on.
    package func forget() {
        tails = [:]
        reading = nil
        generation += 1
    }

    /// False for a reader that is behind what is kept; the lanes follow the one that is furthest.
    private func follow(_ cursors: [Lane: Int64]) -> Bool {
        for (lane, cursor) in cursors where cursor > tails[lane]?.end ?? -1 { tails[lane] = Tail(after: cursor) }
        return cursors.allSatisfy { lane, cursor in tails[lane].map { cursor >= $0.start } ?? false }
    }

    /// A reader that catches up must not get ahead, or it would leave the others behind in turn.
    private func upToEnd(_ page: LanePage) -> LanePage {
        guard let end = tails[page.lane]?.end, page.events.last?.sequence ?? 0 > end else { return page }
        return LanePage(
            store: page.store,
            lanes: page.lanes,
            lane: page.lane,
            head: page.head,
            events: page.events.filter { $0.sequence <= end }
        )
    }

    private func kept(after cursors: [Lane: Int64], limit: Int, of store: PostgresEventStore) -> [LanePage] {
        cursors.sorted { $0.key < $1.key }.map { lane, cursor in
            let tail = tails[lane] ?? Tail(after: cursor)
            return LanePage(
                store: store.identity,
                lanes: store.laneCount,
                lane: lane,
                head: tail.head,
                events: tail.events(after: cursor, limit: limit)
            )
        }
    }

    private func read(_ limit: Int, from feed: LaneFeed) -> Task<Void, any Error> {
        begun += 1
        let (number, own) = (begun, generation)
        let ends = tails.mapValues(\.end)
        let task = Task {
            defer { if generation == own { reading = nil } }
            let pages = try await feed.pages(after: ends, limit: limit)
            guard generation == own else { return }
            for page in pages { append(page, after: ends[page.lane]) }
            done = number
        }
        reading = task
        return task
    }

    private func append(_ page: LanePage, after end: Int64?) {
        guard var tail = tails.removeValue(forKey: page.lane) else { return }
        defer { tails[page.lane] = tail }
        guard tail.end == end else { return }
        tail.append(page.events, keeping: Self.keptEvents)
        tail.head = page.head
    }
}

import EventSourcing
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import Testing

struct SharedFeedTests {
    private static let beginning = Dictionary(uniqueKeysWithValues: (Int16(0)..<16).map { (Lane($0), Int64(0)) })

    /// Follows every lane until it has seen `count` events, a few at a time; what it saw, in its order.
    private func follow(_ store: PostgresEventStore, from start: [Lane: Int64], until count: Int) async throws
        -> [EventEnvelope]
    {
        var cursors = start
        var seen: [EventEnvelope] = []
        while seen.count < count {
            let pages = try await store.newest.pages(after: cursors, limit: 5, from: store.feed)
            for page in pages {
                seen += page.events
                if let last = page.events.last { cursors[page.lane] = last.sequence }
            }
            if pages.allSatisfy(\.events.isEmpty) { try await Task.sleep(for: .milliseconds(2)) }
        }
        return seen
    }

    private func expectWhole(_ events: [EventEnvelope], after start: [Lane: Int64] = beginning, count: Int) {
        #expect(events.count == count)
        for (lane, own) in Dictionary(grouping: events, by: \.lane) {
            let first = start[lane] ?? 0
            #expect(own.map(\.sequence) == Array(first + 1..<first + 1 + Int64(own.count)))
        }
    }

    @Test func `every reader sees every event once and in order, also one that comes late`() async throws {
        try await withStore { store, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        let events = try await follow(store, from: Self.beginning, until: 600)
                        expectWhole(events, count: 600)
                    }
                }
                for writer in 0..<4 {
                    group.addTask {
                        for _ in 0..<50 { _ = try await store.append(.lamp(.lamp(), .noStream, [.lamp(3)])).receipts() }
                        guard writer == 0 else { return }
                        // So many events later that what it needs is not kept any more.
                        let events = try await follow(store, from: Self.beginning, until: 600)
                        expectWhole(events, count: 600)
                    }
                }
                try await group.waitForAll()
            }
            let whole = try await store.feed.pages(after: Self.beginning, limit: 1_000).flatMap(\.events)
            let shared = try await follow(store, from: Self.beginning, until: 600)
            #expect(Set(whole.map(\.id)) == Set(shared.map(\.id)))
        }
    }

    @Test func `no events means that there were none when it was asked`() async throws {
        try await withStore { store, _ in
            let cursors = try await store.feed.heads()
            let start = Self.beginning.merging(cursors) { $1 }
            #expect(try await store.newest.pages(after: start, limit: 5, from: store.feed).allSatisfy(\.events.isEmpty))
            for _ in 0..<20 {
                _ = try await store.append(.lamp(.lamp(), .noStream)).receipts()
                let heads = Self.beginning.merging(try await store.feed.heads()) { $1 }
                let behind = heads.mapValues { max(0, $0 - 1) }
                // Two at once: the second must not be told what the first one's question was answered with.
                async let first = store.newest.pages(after: behind, limit: 5, from: store.feed)
                async let second = store.newest.pages(after: behind, limit: 5, from: store.feed)
                for pages in try await [first, second] {
                    #expect(pages.contains { !$0.events.isEmpty })
                    #expect(pages.allSatisfy { $0.store == store.identity && $0.head >= behind[$0.lane] ?? 0 })
                }
            }
        }
    }

    @Test func `a history that was replaced is read anew after it was forgotten`() async throws {
        try await withStore { store, client in
            for _ in 0..<10 { _ = try await store.append(.lamp(.lamp(), .noStream)).receipts() }
            _ = try await follow(store, from: Self.beginning, until: 10)
            try await client.execute("update light.events set event_id = gen_random_uuid()")
            await store.newest.forget()
            let again = try await follow(store, from: Self.beginning, until: 10)
            let stored = try await store.feed.pages(after: Self.beginning, limit: 100).flatMap(\.events)
            #expect(Set(again.map(\.id)) == Set(stored.map(\.id)))
        }
    }
}

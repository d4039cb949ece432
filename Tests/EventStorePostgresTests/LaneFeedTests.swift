import EventSourcing
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import Testing

struct LaneFeedTests {
    @Test func `pages through a lane in order, bounded by number and bytes`() async throws {
        try await withStore { store, _ in
            let stream = StreamID.lamp()
            let lane = store.lane(of: stream)
            let large = CommandEvents(
                context: .example(),
                fingerprint: [],
                events: (0..<4).map { _ in .lamp(padding: 10_000) }
            )
            _ = try await store.append(.lamp(stream, .noStream, [.lamp(6), large])).receipts()

            let first = try await store.feed.page(lane, after: 0, limit: 4)
            #expect(first.events.map(\.sequence) == [1, 2, 3, 4])
            #expect(first.head == 10)
            #expect(first.lanes == 16)
            #expect(first.store == store.identity)
            let bySize = try await store.feed.page(lane, after: 4, limit: 100, bytes: 15_000)
            #expect(bySize.events.map(\.sequence) == [5, 6, 7, 8])
            let atLeastOne = try await store.feed.page(lane, after: 8, limit: 100, bytes: 1)
            #expect(atLeastOne.events.map(\.sequence) == [9])
            let end = try await store.feed.page(lane, after: 10, limit: 100)
            #expect(end.events.isEmpty && end.head == 10)
        }
    }

    @Test func `reads several lanes at one instant`() async throws {
        try await withStore { store, _ in
            for _ in 0..<50 { _ = try await store.append(.lamp(.lamp())).receipts() }
            let cursors = Dictionary(uniqueKeysWithValues: (Int16(0)..<16).map { (Lane($0), Int64(0)) })
            let pages = try await store.feed.pages(after: cursors, limit: 100)
            #expect(pages.map(\.lane.number) == Array(0..<16))
            #expect(pages.reduce(0) { $0 + $1.events.count } == 50)
            for page in pages {
                #expect(page.head == Int64(page.events.count))
                #expect(page.events.allSatisfy { $0.lane == page.lane && store.lane(of: $0.stream) == page.lane })
            }
            let heads = try await store.feed.heads()
            #expect(heads == Dictionary(uniqueKeysWithValues: pages.map { ($0.lane, $0.head) }))
        }
    }

    @Test func `survives the way over HTTP byte for byte`() async throws {
        try await withStore { store, _ in
            let stream = StreamID.lamp()
            let context = CommandContext(
                commandID: CommandID(UUID()),
                correlationID: UUID(),
                causationID: UUID(),
                actor: "π",
                traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            )
            let odd = EncodedEvent(
                id: UUID(),
                type: "light.odd.v1",
                payload: [UInt8](#"{"note":"\u0000 / \\ \" ünï","b":1, "a":2}"#.utf8),
                occurredAt: .example
            )
            let command = CommandEvents(context: context, fingerprint: [], events: [odd, .lamp()])
            _ = try await store.append(.lamp(stream, .noStream, [command, .lamp()])).receipts()
            let page = try await store.feed.page(store.lane(of: stream), after: 0, limit: 10)
            #expect(page.events.first?.payload == odd.payload)
            #expect(page.events.first?.context == context)
            #expect(try LanePage(json: page.json()) == page)
            #expect(throws: (any Error).self) { try LanePage(json: [UInt8]("{}".utf8)) }
        }
    }

    @Test func `opening again keeps identity and lanes, whatever is configured`() async throws {
        try await withStore { store, client in
            var other = store.configuration
            other.lanes = 4
            let again = try await PostgresEventStore.open(client, other)
            #expect(again.identity == store.identity)
            #expect(again.laneCount == 16)
            await again.close()
        }
    }

    @Test func `several stores share a database`() async throws {
        try await withStore { store, client in
            let other = try await PostgresEventStore.open(
                client,
                EventStoreConfiguration(schema: "lantern", source: "lantern")
            )
            let stream = StreamID.lamp()
            _ = try await store.append(.lamp(stream, .noStream)).receipts()
            _ = try await other.append(.lamp(stream, .noStream)).receipts()
            #expect(other.identity != store.identity)
            await other.close()
        }
    }

    @Test func `forgets old commands in small steps`() async throws {
        try await withStore { store, client in
            let commands = (0..<2_500).map { _ in CommandEvents.lamp() }
            _ = try await store.append(.lamp(.lamp(), .noStream, commands)).receipts()
            try await client.execute("update light.commands set recorded_at = recorded_at - interval '8 days'")
            let young = CommandEvents.lamp()
            _ = try await store.append(.lamp(.lamp(), .noStream, [young])).receipts()
            #expect(try await store.pruneCommands(olderThan: .seconds(7 * 86_400)) == 2_500)
            #expect(try await store.pruneCommands(olderThan: .seconds(7 * 86_400)) == 0)
            let remembered = try await store.recorded([young.context.commandID], tenant: .example())
            #expect(remembered.count == 1)
        }
    }
}

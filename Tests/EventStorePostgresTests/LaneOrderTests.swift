import EventSourcing
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Synchronization
import Testing

/// Many writers over two stores on one database, as two replicas are, while connections are killed and a reader follows.
struct LaneOrderTests {
    @Test(.timeLimit(.minutes(2)))
    func `lanes have no gaps and readers never overtake, through conflicts and killed connections`() async throws {
        var configuration = EventStoreConfiguration.light
        configuration.patience = .seconds(60)
        try await withStore(configuration) { first, client in
            let second = try await PostgresEventStore.open(client, first.configuration)
            let streams = (0..<40).map { _ in StreamID.lamp() }
            let follower = LaneFollower(feed: second.feed)

            let acknowledged = try await withThrowingTaskGroup(of: [CommandID: CommandReceipt].self) { group in
                for writer in 0..<64 {
                    let store = writer % 2 == 0 ? first : second
                    group.addTask { try await write(60, on: streams, to: store) }
                }
                let background = Task {
                    async let killing: Void = killAppenders(client)
                    await follower.follow()
                    await killing
                }
                let acknowledged = try await group.reduce(into: [CommandID: CommandReceipt]()) {
                    $0.merge($1) { first, _ in first }
                }
                background.cancel()
                await background.value
                return acknowledged
            }
            await second.close()

            try await follower.catchUp()
            let stored = follower.events
            #expect(follower.gaps == 0)
            #expect(Set(stored.map(\.context.commandID)).count == stored.count, "no command twice")
            for (command, receipt) in acknowledged {
                let event = stored.first { $0.lane == receipt.lane && $0.sequence == receipt.sequence }
                #expect(event?.context.commandID == command, "an acknowledged command is where its receipt says")
            }
            for stream in streams {
                let versions = stored.filter { $0.stream == stream }.map(\.version)
                #expect(versions == Array(1..<Int64(versions.count + 1)))
            }
            #expect(acknowledged.count > 1_000)
            #expect(first.statistics.uncertainCommits + second.statistics.uncertainCommits > 0, "no commit was hit")
        }
    }

    /// Appends at a version that others may have taken meanwhile; answers what was acknowledged.
    private func write(_ count: Int, on streams: [StreamID], to store: PostgresEventStore) async throws
        -> [CommandID: CommandReceipt]
    {
        var acknowledged: [CommandID: CommandReceipt] = [:]
        var versions: [StreamID: Int64] = [:]
        for _ in 0..<count {
            guard let stream = streams.randomElement() else { continue }
            let command = CommandEvents.lamp(1)
            let expected: ExpectedVersion = versions[stream].map { .exactly($0) } ?? .any
            switch try await store.append(.lamp(stream, expected, [command])) {
            case .appended(let receipts):
                acknowledged[command.context.commandID] = receipts.first
                versions[stream] = receipts.last?.version
            case .conflict(let actual): versions[stream] = actual
            case .alreadyRecorded, .claimed: Issue.record("a new command cannot be a repetition")
            }
        }
        return acknowledged
    }

    /// Ends a connection that is appending, again and again.
    private func killAppenders(_ client: PostgresClient) async {
        while !Task.isCancelled {
            _ = try? await client.execute(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
                    and query like '%.append(%' order by random() limit 1
                """
            )
            try? await Task.sleep(for: .milliseconds(150))
        }
    }
}

/// A reader with one cursor per lane, as a relay or a projection is.
final class LaneFollower: Sendable {
    private struct State {
        var cursors: [Lane: Int64]
        var events: [EventEnvelope] = []
        var gaps = 0
    }

    private let feed: LaneFeed
    private let state: Mutex<State>

    init(feed: LaneFeed, lanes: Int16 = 16) {
        self.feed = feed
        state = Mutex(State(cursors: Dictionary(uniqueKeysWithValues: (0..<lanes).map { (Lane($0), 0) })))
    }

    var events: [EventEnvelope] { state.withLock { $0.events } }
    var gaps: Int { state.withLock { $0.gaps } }

    func follow() async {
        while !Task.isCancelled {
            // A killed connection may have been the reader's.
            _ = try? await step()
            await Task.yield()
        }
    }

    func catchUp() async throws { while try await step() > 0 {} }

    private func step() async throws -> Int {
        let pages = try await feed.pages(after: state.withLock { $0.cursors }, limit: 100)
        return state.withLock { state in
            for page in pages {
                for event in page.events {
                    if event.sequence != state.cursors[page.lane, default: 0] + 1 { state.gaps += 1 }
                    state.cursors[page.lane] = event.sequence
                    state.events.append(event)
                }
                if let last = page.events.last, page.head < last.sequence { state.gaps += 1 }
            }
            return pages.reduce(0) { $0 + $1.events.count }
        }
    }
}

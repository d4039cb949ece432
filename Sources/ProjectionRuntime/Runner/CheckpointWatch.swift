package import EventSourcing
import EventStreaming
package import PostgresClient
import Synchronization

/// Lets queries wait until a read model is at least as new as a command's effect.
///
/// Commits of this process wake waiters at once; what other replicas commit is noticed by polling, one statement for
/// all waiters.
package final class CheckpointWatch: Sendable {
    private struct State {
        var positions: [SourceLane: Int64] = [:]
        var waiters: [Int: (lane: SourceLane, sequence: Int64, bell: Wakeup)] = [:]
        var lastWaiter = 0
        var nextPoll = ContinuousClock.now
        /// Rises when what was known is not true any more, with all that was read before.
        var era = 0
    }

    private let database: PostgresClient
    private let tables: BookkeepingTables
    private let pollInterval: Duration
    private let state = Mutex(State())

    package init(database: PostgresClient, tables: BookkeepingTables, pollInterval: Duration = .milliseconds(50)) {
        self.database = database
        self.tables = tables
        self.pollInterval = pollInterval
    }

    /// Waits until the projection has applied the event that `token` stands for.
    ///
    /// - Returns: false when the time was up before.
    /// - Throws: `CancellationError`; the database's error, if it never answered.
    package func waitUntil(reached token: ReadToken, within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        let lane = SourceLane(source: token.source, lane: token.lane)
        let bell = Wakeup()
        let id = state.withLock { state in
            state.lastWaiter += 1
            state.waiters[state.lastWaiter] = (lane, token.sequence, bell)
            return state.lastWaiter
        }
        defer { state.withLock { _ = $0.waiters.removeValue(forKey: id) } }
        while true {
            if hasReached(lane, token.sequence) { return true }
            try await pollIfDue()
            if hasReached(lane, token.sequence) { return true }
            let rest = deadline - .now
            guard rest > .zero else { return false }
            await bell.wait(atMost: min(rest, pollInterval))
            try Task.checkCancellation()
        }
    }

    /// Positions only rise, until the tables are made anew.
    func forget() {
        state.withLock { state in
            state.positions = [:]
            state.era += 1
        }
    }

    func advance(_ positions: [SourceLane: Int64]) { advance(positions, in: state.withLock { $0.era }) }

    private func advance(_ positions: [SourceLane: Int64], in era: Int) {
        let bells = state.withLock { state -> [Wakeup] in
            guard state.era == era else { return [] }
            for (lane, sequence) in positions { state.positions[lane] = max(sequence, state.positions[lane] ?? 0) }
            guard !state.waiters.isEmpty else { return [] }
            return state.waiters.values.filter { (state.positions[$0.lane] ?? 0) >= $0.sequence }.map(\.bell)
        }
        for bell in bells { bell.ring() }
    }

    private func hasReached(_ lane: SourceLane, _ sequence: Int64) -> Bool {
        state.withLock { ($0.positions[lane] ?? 0) >= sequence }
    }

    private func pollIfDue() async throws {
        let dueEra = state.withLock { state -> Int? in
            guard state.nextPoll <= .now else { return nil }
            state.nextPoll = .now + pollInterval
            return state.era
        }
        guard let dueEra else { return }
        let rows = try await database.query(tables.checkpointsQuery)
        advance(try BookkeepingTables.decodeCheckpoints(rows).mapValues(\.sequence), in: dueEra)
    }
}

import EventStreaming
import KafkaClient
import PostgresClient
import Synchronization

/// The consumer's listener: takes partitions over in the database before they are fetched, and lets a transaction end
/// before they leave.
final class AssignmentGate: KafkaRebalanceListener {
    private struct State {
        var assignment = Assignment()
        /// Checkpoints read during assignments, for the loop to learn.
        var news: [SourceLane: Checkpoint] = [:]
        var leavers: [CheckedContinuation<Void, Never>] = []
        var rebalances = 0
    }

    private let database: PostgresClient
    private let tables: BookkeepingTables
    private let log: StreamingLog
    private let state = Mutex(State())

    init(database: PostgresClient, tables: BookkeepingTables, log: @escaping StreamingLog) {
        self.database = database
        self.tables = tables
        self.log = log
    }

    var partitions: Set<KafkaPartition> { state.withLock { $0.assignment.partitions } }
    var fenced: [KafkaPartition] { state.withLock { $0.assignment.fenced } }
    /// What the partition's row says is read next.
    func position(of partition: KafkaPartition) -> Int64? { state.withLock { $0.assignment[partition]?.next } }
    var rebalances: Int { state.withLock { $0.rebalances } }

    func startOffsets(for partitions: [KafkaPartition]) async throws -> [KafkaPartition: KafkaOffset] {
        let rows = try await takeOver(partitions)
        log(
            StreamingLogEntry(
                .notice,
                "partitions taken over",
                ["projection": tables.projection, "partitions": partitions.map(\.description).joined(separator: " ")]
            )
        )
        return rows.mapValues { $0.next.map { .at($0) } ?? .beginning }
    }

    /// Bumps the epochs and reads what the earlier owner left.
    func takeOver(_ partitions: [KafkaPartition]) async throws -> [KafkaPartition: PartitionOwnership] {
        let (rows, checkpoints) = try await database.withTransaction { connection in
            let rows = try await self.tables.takeOver(partitions, in: connection)
            return (rows, try await self.tables.checkpoints(in: connection))
        }
        state.withLock { state in
            state.assignment.assign(rows)
            state.news.merge(checkpoints) { $1 }
            state.rebalances += 1
        }
        return rows
    }

    func willRevoke(_ partitions: [KafkaPartition]) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state -> Bool in
                guard state.assignment.revoke(partitions) else { return true }
                state.leavers.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func didLose(_ partitions: [KafkaPartition]) async {
        state.withLock { $0.assignment.lose(partitions) }
    }

    /// The stays that a batch just read belongs to.
    func turns(of partitions: some Sequence<KafkaPartition>) -> [KafkaPartition: Assignment.Turn] {
        state.withLock { state in
            partitions.reduce(into: [:]) { turns, partition in turns[partition] = state.assignment[partition] }
        }
    }

    func usable(_ turns: [KafkaPartition: Assignment.Turn]) -> [KafkaPartition: Assignment.Turn] {
        state.withLock { $0.assignment.usable(turns) }
    }

    func begin(_ turns: [KafkaPartition: Assignment.Turn]) -> [KafkaPartition: Assignment.Turn] {
        state.withLock { $0.assignment.begin(turns) }
    }

    func mayCommit(_ turns: [KafkaPartition: Assignment.Turn]) -> Bool {
        state.withLock { $0.assignment.mayCommit(turns) }
    }

    /// Notes what was committed, if anything was, and lets partitions leave.
    func end(_ committed: [OffsetStep], in turns: [KafkaPartition: Assignment.Turn]) {
        let leavers = state.withLock { state in
            for step in committed {
                guard let turn = turns[step.partition] else { continue }
                state.assignment.advance(step.partition, to: step.next, in: turn)
            }
            state.assignment.end()
            defer { state.leavers = [] }
            return state.leavers
        }
        for leaver in leavers { leaver.resume() }
    }

    func resync(_ rows: [KafkaPartition: PartitionOwnership], asked: [KafkaPartition]) -> [KafkaPartition] {
        state.withLock { $0.assignment.resync(rows, asked: asked) }
    }

    /// Checkpoints that assignments have read since the last call.
    func takeNews() -> [SourceLane: Checkpoint] {
        state.withLock { state in
            defer { state.news = [:] }
            return state.news
        }
    }
}

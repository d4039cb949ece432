import KafkaClient

/// Which partitions are this process's, since when, and which of them are in an open transaction.
///
/// Pure.
struct Assignment: Sendable {
    /// One stay of a partition in this process.
    struct Turn: Sendable, Equatable {
        /// Differs between two stays of the same partition.
        let generation: Int
        let epoch: Int64
        /// What the partition's row says.
        var next: Int64?
        /// Somebody else has taken the row over; nothing is written until it is taken back.
        var isFenced = false
    }

    private var owned: [KafkaPartition: Turn] = [:]
    /// Asked to leave; an open transaction may still commit.
    private var leaving: [KafkaPartition: Turn] = [:]
    private(set) var working: Set<KafkaPartition> = []
    private var lastGeneration = 0

    var partitions: Set<KafkaPartition> { Set(owned.keys) }
    var fenced: [KafkaPartition] { owned.filter { $0.value.isFenced }.map(\.key) }

    subscript(partition: KafkaPartition) -> Turn? { owned[partition] }

    mutating func assign(_ rows: [KafkaPartition: PartitionOwnership]) {
        for (partition, row) in rows {
            lastGeneration += 1
            owned[partition] = Turn(generation: lastGeneration, epoch: row.epoch, next: row.next)
            leaving[partition] = nil
        }
    }

    /// - Returns: true when an open transaction has to end before the partitions may leave.
    mutating func revoke(_ partitions: [KafkaPartition]) -> Bool {
        for partition in partitions {
            guard let turn = owned.removeValue(forKey: partition) else { continue }
            if working.contains(partition) { leaving[partition] = turn }
        }
        return !working.isDisjoint(with: partitions)
    }

    mutating func lose(_ partitions: [KafkaPartition]) {
        for partition in partitions {
            owned[partition] = nil
            leaving[partition] = nil
        }
    }

    /// Opens a transaction on those of the partitions that are still in the same stay.
    mutating func begin(_ turns: [KafkaPartition: Turn]) -> [KafkaPartition: Turn] {
        let usable = usable(turns)
        working.formUnion(usable.keys)
        return usable
    }

    mutating func end() {
        working.removeAll()
        leaving.removeAll()
    }

    /// The present form of those turns that still last.
    func usable(_ turns: [KafkaPartition: Turn]) -> [KafkaPartition: Turn] {
        turns.reduce(into: [:]) { usable, entry in
            guard let turn = owned[entry.key], turn.generation == entry.value.generation, !turn.isFenced else { return }
            usable[entry.key] = turn
        }
    }

    /// False when one of the partitions was lost since the transaction began.
    func mayCommit(_ turns: [KafkaPartition: Turn]) -> Bool {
        turns.allSatisfy { partition, turn in
            (owned[partition] ?? leaving[partition])?.generation == turn.generation
        }
    }

    mutating func advance(_ partition: KafkaPartition, to next: Int64?, in turn: Turn) {
        guard owned[partition]?.generation == turn.generation else { return }
        owned[partition]?.next = next
    }

    /// What the rows say now: the same epoch means that only our knowledge was old.
    ///
    /// A row that is gone, with the tables it stood in, has to be made anew: it counts as taken over.
    ///
    /// - Returns: the partitions that somebody else has taken over.
    mutating func resync(_ rows: [KafkaPartition: PartitionOwnership], asked: [KafkaPartition]) -> [KafkaPartition] {
        asked.compactMap { partition in
            guard let turn = owned[partition] else { return nil }
            guard let row = rows[partition], turn.epoch == row.epoch else {
                owned[partition]?.isFenced = true
                return partition
            }
            owned[partition]?.next = row.next
            return nil
        }
    }
}

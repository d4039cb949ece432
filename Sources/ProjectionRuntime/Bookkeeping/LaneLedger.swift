import EventSourcing
import FoundationEssentials

/// What this process knows of the checkpoints, and what that says about an event.
///
/// Pure.
struct LaneLedger: Sendable {
    /// What to do with an event that was read.
    enum Verdict: Equatable {
        case next
        /// Applied before, by content of the checkpoint.
        case duplicate
        /// Events before it were not seen; the number is the last of the missing ones.
        case gap(missingThrough: Int64)
        /// The source's store is not the one whose events were applied so far.
        case otherStore(known: UUID)
    }

    private(set) var checkpoints: [SourceLane: Checkpoint] = [:]
    /// The store that each source's applied events came from.
    private var stores: [String: UUID] = [:]

    /// A lane of which nothing was applied yet still belongs to the store that its source is known by.
    subscript(lane: SourceLane) -> Checkpoint {
        if let checkpoint = checkpoints[lane], checkpoint.store != nil { return checkpoint }
        return Checkpoint(sequence: 0, store: stores[lane.source], recordedAt: nil)
    }

    /// Rows read a while ago: what this process has committed since is newer.
    mutating func learn(_ rows: [SourceLane: Checkpoint]) {
        checkpoints.merge(rows) { known, row in
            known.store == row.store && known.sequence > row.sequence ? known : row
        }
        for (lane, row) in rows { remember(row.store, of: lane) }
    }

    /// Rows read now, after they proved that what we knew was out of date.
    mutating func replace(_ rows: [SourceLane: Checkpoint]) {
        checkpoints = rows
        stores = [:]
        for (lane, row) in rows { remember(row.store, of: lane) }
    }

    mutating func advance(_ lane: SourceLane, to checkpoint: Checkpoint) {
        checkpoints[lane] = checkpoint
        remember(checkpoint.store, of: lane)
    }

    private mutating func remember(_ store: UUID?, of lane: SourceLane) {
        if let store { stores[lane.source] = store }
    }

    func verdict(sequence: Int64, store: UUID, after checkpoint: Checkpoint) -> Verdict {
        if let known = checkpoint.store, known != store { return .otherStore(known: known) }
        if sequence <= checkpoint.sequence { return .duplicate }
        return sequence == checkpoint.sequence + 1 ? .next : .gap(missingThrough: sequence - 1)
    }
}

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

    subscript(lane: SourceLane) -> Checkpoint { checkpoints[lane] ?? .beginning }

    /// Rows read a while ago: what this process has committed since is newer.
    mutating func learn(_ rows: [SourceLane: Checkpoint]) {
        checkpoints.merge(rows) { known, row in
            known.store == row.store && known.sequence > row.sequence ? known : row
        }
    }

    /// Rows read now, after they proved that what we knew was out of date.
    mutating func replace(_ rows: [SourceLane: Checkpoint]) { checkpoints = rows }

    mutating func advance(_ lane: SourceLane, to checkpoint: Checkpoint) { checkpoints[lane] = checkpoint }

    func verdict(sequence: Int64, store: UUID, after checkpoint: Checkpoint) -> Verdict {
        if let known = checkpoint.store, known != store { return .otherStore(known: known) }
        if sequence <= checkpoint.sequence { return .duplicate }
        return sequence == checkpoint.sequence + 1 ? .next : .gap(missingThrough: sequence - 1)
    }
}

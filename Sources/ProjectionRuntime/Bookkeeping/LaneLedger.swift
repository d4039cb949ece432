import EventSourcing
import EventStreaming
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
        /// Of an earlier or foreign generation of the source's store, or of a source that is not read any more.
        case foreign
        /// Nothing says yet whether this store's events count: ask the source's feed.
        case unproven
        /// The checkpoint's own place holds another event: the store was restored and its sequences were used again.
        case otherHistory
    }

    private(set) var checkpoints: [SourceLane: Checkpoint] = [:]
    /// The store that each source's applied events came from.
    private var stores: [String: UUID] = [:]
    /// What sources without a checkpoint were proven to be.
    private var proven: [String: UUID] = [:]
    /// Stores that the source's feed does not know as its own.
    private var foreign: [String: Set<UUID>] = [:]
    /// Sources of which nothing is applied any more.
    private(set) var stopped: Set<String> = []

    /// A lane of which nothing was applied yet still belongs to the store that its source is known by.
    subscript(lane: SourceLane) -> Checkpoint {
        if let checkpoint = checkpoints[lane], checkpoint.store != nil { return checkpoint }
        return Checkpoint(sequence: 0, store: store(of: lane.source), recordedAt: nil, eventID: nil)
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

    /// The store that applied events of the source came from.
    func appliedStore(of source: String) -> UUID? { stores[source] }

    /// The store that the source is known by.
    func store(of source: String) -> UUID? { stores[source] ?? proven[source] }

    /// The source's feed answered as `store`, before anything of it was applied.
    mutating func prove(_ store: UUID, of source: String) {
        guard proven[source] != store else { return }
        proven[source] = store
        foreign[source]?.remove(store)
    }

    /// The source's feed says that `store` is not its own.
    mutating func disown(_ store: UUID, of source: String) { foreign[source, default: []].insert(store) }

    mutating func stop(_ source: String) { stopped.insert(source) }
    mutating func goOn(_ source: String) { stopped.remove(source) }

    mutating func advance(_ lane: SourceLane, to checkpoint: Checkpoint) {
        checkpoints[lane] = checkpoint
        remember(checkpoint.store, of: lane)
    }

    private mutating func remember(_ store: UUID?, of lane: SourceLane) {
        if let store { stores[lane.source] = store }
    }

    func verdict(of event: ReceivedEvent, after checkpoint: Checkpoint) -> Verdict {
        if !stopped.isEmpty, stopped.contains(event.source) { return .foreign }
        if checkpoint.store != event.store {
            return foreign[event.source]?.contains(event.store) == true ? .foreign : .unproven
        }
        let sequence = event.envelope.sequence
        if sequence <= checkpoint.sequence {
            let isOther = sequence == checkpoint.sequence && checkpoint.eventID != event.envelope.id
            return isOther ? .otherHistory : .duplicate
        }
        return sequence == checkpoint.sequence + 1 ? .next : .gap(missingThrough: sequence - 1)
    }
}

import EventSourcing
import EventStreaming
import FoundationEssentials
import KafkaClient

/// What of a batch can be applied now, in one transaction, and what has to wait for missing events.
///
/// Pure.
struct BatchPlan: Sendable {
    /// To apply, in order per lane.
    private(set) var events: [SourcedEvent] = []
    private(set) var advances: [SourceLane: LaneAdvance] = [:]
    /// Behind a gap; offsets may not move past them.
    private(set) var held: [ReceivedEvent] = []
    /// Per lane with a gap: the last missing sequence.
    private(set) var gaps: [SourceLane: Int64] = [:]
    /// Sources with records of a store that nothing is known of, with its identity; those records are held.
    private(set) var unproven: [String: UUID] = [:]
    /// Sources whose record at the checkpoint's place is not the event that was applied.
    private(set) var contradicted: [String: SourceLane] = [:]
    /// Records of other generations of a store.
    private(set) var foreign = 0
    private(set) var duplicates = 0

    init(_ batch: [ReceivedEvent], ledger: LaneLedger) {
        events.reserveCapacity(batch.count)
        for event in batch { admit(event, ledger) }
    }

    private mutating func admit(_ event: ReceivedEvent, _ ledger: LaneLedger) {
        let lane = SourceLane(source: event.source, lane: event.envelope.lane)
        if !gaps.isEmpty, gaps[lane] != nil { return held.append(event) }
        let checkpoint = advances[lane]?.checkpoint ?? ledger[lane]
        switch ledger.verdict(of: event, after: checkpoint) {
        case .next: apply(event, lane, after: checkpoint)
        case .duplicate: duplicates += 1
        case .gap(let last):
            gaps[lane] = last
            held.append(event)
        case .foreign: foreign += 1
        case .unproven:
            unproven[event.source] = event.store
            held.append(event)
        case .otherHistory: contradicted[event.source] = lane
        }
    }

    private mutating func apply(_ event: ReceivedEvent, _ lane: SourceLane, after checkpoint: Checkpoint) {
        let envelope = event.envelope
        events.append(SourcedEvent(source: event.source, envelope: envelope))
        if advances[lane] == nil {
            advances[lane] = LaneAdvance(
                from: checkpoint.sequence,
                to: envelope.sequence,
                eventID: envelope.id,
                recordedAt: envelope.recordedAt,
                store: event.store
            )
        } else {
            advances[lane]?.to = envelope.sequence
            advances[lane]?.eventID = envelope.id
            advances[lane]?.recordedAt = envelope.recordedAt
        }
    }

    /// The first offset of a partition that may not be passed yet; nil when nothing is held there.
    func firstHeldOffset(in partition: KafkaPartition) -> Int64? {
        held.lazy.filter { $0.place.partition == partition }.map(\.place.offset).min()
    }
}

/// An event and the service it came from.
struct SourcedEvent: Sendable {
    let source: String
    let envelope: EventEnvelope
}

/// Why nothing of a source is applied any more.
enum SourceTrouble: Sendable, Equatable {
    /// The source's store has another identity than the one whose events were applied.
    case replaced(known: UUID, found: UUID)
    /// The store does not hold what was applied from it.
    case restored(lane: SourceLane, applied: Int64, head: Int64?)

    /// For the operator.
    func description(of source: String) -> String {
        switch self {
        case .replaced(let known, let found):
            "the store of \(source) is \(found) and no longer \(known): rebuild this projection (bina rebuild)"
        case .restored(let lane, let applied, let head?) where head < applied:
            "event \(applied) of lane \(lane) was applied, but the store ends at \(head): it was restored from a backup "
                + "(bina repair restored-store \(source))"
        case .restored(let lane, let applied, _):
            "event \(applied) of lane \(lane) is another one in the store than the one applied: it was restored from a "
                + "backup (bina repair restored-store \(source))"
        }
    }
}

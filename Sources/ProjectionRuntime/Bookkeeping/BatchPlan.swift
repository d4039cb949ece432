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
    /// Sources whose store was replaced, with both identities.
    private(set) var replacedStores: [String: StoreReplacement] = [:]
    private(set) var duplicates = 0

    init(_ batch: [ReceivedEvent], ledger: LaneLedger) {
        events.reserveCapacity(batch.count)
        for event in batch { admit(event, ledger) }
    }

    private mutating func admit(_ event: ReceivedEvent, _ ledger: LaneLedger) {
        let lane = SourceLane(source: event.source, lane: event.envelope.lane)
        if !gaps.isEmpty, gaps[lane] != nil { return held.append(event) }
        let checkpoint = advances[lane]?.checkpoint ?? ledger[lane]
        switch ledger.verdict(sequence: event.envelope.sequence, store: event.store, after: checkpoint) {
        case .next: apply(event, lane, after: checkpoint)
        case .duplicate: duplicates += 1
        case .gap(let last):
            gaps[lane] = last
            held.append(event)
        case .otherStore(let known):
            replacedStores[event.source] = StoreReplacement(known: known, found: event.store)
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

/// A source's store has another identity than the one whose events were applied.
struct StoreReplacement: Sendable, Equatable {
    let known: UUID
    let found: UUID
}

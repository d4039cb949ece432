package import EventSourcing
package import FoundationEssentials

/// A lane of a named service's store.
package struct SourceLane: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let source: String
    package let lane: Lane

    package init(source: String, lane: Lane) {
        self.source = source
        self.lane = lane
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.source, left.lane) < (right.source, right.lane)
    }

    package var description: String { "\(source).\(lane)" }
}

/// How far a projection has come in one lane.
package struct Checkpoint: Sendable, Equatable {
    /// The last event applied; 0 before the first.
    package let sequence: Int64
    /// The store whose events were applied; nil before the first.
    package let store: UUID?
    /// When that event was recorded; nil before the first.
    package let recordedAt: Timestamp?
    /// That event; nil before the first.
    ///
    /// A store whose event at this place is another one is not the one that was read.
    package let eventID: UUID?

    package static let beginning = Checkpoint(sequence: 0, store: nil, recordedAt: nil, eventID: nil)
}

/// A lane's step in one transaction.
struct LaneAdvance: Sendable, Equatable {
    /// What the row must say, or another owner was here.
    let from: Int64
    var to: Int64
    var eventID: UUID
    var recordedAt: Timestamp
    let store: UUID

    var checkpoint: Checkpoint { Checkpoint(sequence: to, store: store, recordedAt: recordedAt, eventID: eventID) }
}

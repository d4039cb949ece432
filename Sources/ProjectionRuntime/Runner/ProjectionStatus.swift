package import EventSourcing

/// What a runner is doing, for metrics, readiness and people.
package struct ProjectionStatus: Sendable, Equatable {
    /// Readiness fails when stalled or stopped, not when behind.
    package enum State: Sendable, Equatable {
        case starting
        case running
        /// Reads older events from a feed.
        case catchingUp
        /// Tries again and again; somebody should look.
        case stalled(reason: String)
        case stopped(reason: String)
    }

    package let projection: String
    package internal(set) var state: State = .starting
    /// Sources that are not read any more, each with the reason.
    package internal(set) var stoppedSources: [String: String] = [:]
    package internal(set) var lanes: [SourceLane: LaneStatus] = [:]
    package internal(set) var parkedStreams = 0
    package internal(set) var applied = 0
    package internal(set) var batches = 0
    package internal(set) var lastBatchSize = 0
    package internal(set) var largestBatch = 0
    package internal(set) var duplicates = 0
    /// Gaps found on the bus.
    package internal(set) var gaps = 0
    /// Events that came from a feed instead of the bus.
    package internal(set) var fromFeed = 0
    package internal(set) var unknownTypes: [String: Int] = [:]
    package internal(set) var malformedRecords = 0
    package internal(set) var fenceRejections = 0
    package internal(set) var offsetsOutOfRange = 0
    package internal(set) var rebalances = 0
    package internal(set) var partitions = 0
    package internal(set) var failures = 0

    init(projection: String) { self.projection = projection }

    package var isReady: Bool {
        switch state {
        case .starting, .stalled, .stopped: false
        case .running, .catchingUp: stoppedSources.isEmpty
        }
    }
}

/// One lane as a projection sees it.
package struct LaneStatus: Sendable, Equatable {
    package internal(set) var position: Int64 = 0
    /// The lane's last sequence by the feed's latest answer; nil when it was not asked.
    package internal(set) var head: Int64?
    /// When the last applied event was recorded.
    package internal(set) var lastEventAt: Timestamp?
}

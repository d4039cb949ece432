package import EventSourcing

/// What a runner is doing, for metrics, readiness and people.
package struct ProjectionStatus: Sendable, Equatable {
    /// Readiness fails when stalled or stopped, not when behind, and not while others have not started: two services
    /// that read each other would wait for ever.
    package enum State: Sendable, Equatable {
        case starting
        case running
        /// Reads older events from a feed.
        case catchingUp
        /// What it reads is not there yet: another service's topic or feed. Nothing is wrong here; it goes on by itself.
        case waiting(reason: String)
        /// Tries again and again; somebody should look.
        case stalled(reason: String)
        case stopped(reason: String)
    }

    package let projection: String
    package internal(set) var state: State = .starting
    /// Sources that are not read any more, each with the reason.
    package internal(set) var stoppedSources: [String: String] = [:]
    /// Topics to read that the bus does not have; their services make them when they first start.
    package internal(set) var missingTopics: [String] = []
    package internal(set) var lanes: [SourceLane: LaneStatus] = [:]
    package internal(set) var parkedStreams = 0
    package internal(set) var applied = 0
    package internal(set) var batches = 0
    package internal(set) var lastBatchSize = 0
    package internal(set) var largestBatch = 0
    package internal(set) var duplicates = 0
    /// Records of other generations of a source's store, which do not count.
    package internal(set) var foreignRecords = 0
    /// Gaps found on the bus.
    package internal(set) var gaps = 0
    /// Events that came from a feed instead of the bus.
    package internal(set) var fromFeed = 0
    package internal(set) var unknownTypes: [String: Int] = [:]
    package internal(set) var malformedRecords = 0
    package internal(set) var fenceRejections = 0
    package internal(set) var offsetsOutOfRange = 0
    /// Records of the assigned partitions that are not read yet, as far as the bus has told; nil before the first read.
    package internal(set) var offsetLag: Int?
    package internal(set) var rebalances = 0
    package internal(set) var partitions = 0
    package internal(set) var failures = 0

    init(projection: String) { self.projection = projection }

    package var isReady: Bool {
        switch state {
        case .starting, .stalled, .stopped: false
        case .running, .catchingUp, .waiting: stoppedSources.isEmpty
        }
    }

    /// True while another service's topic or feed is not there.
    package var isWaiting: Bool {
        if case .waiting = state { return true }
        return !missingTopics.isEmpty
    }
}

/// One lane as a projection sees it.
package struct LaneStatus: Sendable, Equatable {
    package internal(set) var position: Int64 = 0
    /// The lane's last sequence by the feed's latest answer; nil when it was not asked.
    package internal(set) var head: Int64?
    /// When the last applied event was recorded.
    package internal(set) var lastEventAt: Timestamp?
    /// The first event that was not applied when the feed was last asked; nil when there was none.
    package internal(set) var waiting: WaitingEvent?

    /// How long the first event that is not applied has waited; zero when none is known.
    package func age(at now: Timestamp) -> Duration {
        guard let waiting, waiting.sequence > position else { return .zero }
        return .microseconds(max(0, now.microseconds - waiting.recordedAt.microseconds))
    }
}

/// An event that a projection has not applied yet.
package struct WaitingEvent: Sendable, Equatable {
    package let sequence: Int64
    package let recordedAt: Timestamp
}

extension ProjectionStatus {
    /// How long the oldest event that is not applied has waited, as far as it is known.
    package func timeLag(at now: Timestamp) -> Duration {
        lanes.values.map { $0.age(at: now) }.max() ?? .zero
    }
}

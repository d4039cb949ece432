package import EventSourcing

/// What a relay is doing, for metrics, readiness and people.
package struct RelayMetrics: Sendable, Equatable {
    /// Per owned lane.
    package struct LaneState: Sendable, Equatable {
        /// The last sequence that the bus has acknowledged.
        package internal(set) var mark: Int64 = 0
        /// The lane's last sequence as last seen.
        package internal(set) var head: Int64 = 0
        /// When the oldest event without acknowledgement was recorded; nil when there is none.
        package internal(set) var oldestUnsent: Timestamp?
        /// Stands still after a refused record.
        package internal(set) var isStopped = false

        package var backlog: Int64 { max(0, head - mark) }
    }

    package internal(set) var lanes: [Lane: LaneState] = [:]
    package internal(set) var delivered = 0
    /// Records that were not acknowledged.
    package internal(set) var failures = 0
    /// Times that every lane was sent again because the bus was another one.
    package internal(set) var refills = 0
    package internal(set) var members = 0
    /// Connections to the store that were opened.
    package internal(set) var sessions = 0
    package internal(set) var isConnected = false
    /// The store does not hold what was sent from it: nothing is sent, and an operator is needed.
    package internal(set) var isStoreRestored = false
    /// The last trouble; nil since it was over.
    package internal(set) var trouble: String?

    package var backlog: Int64 { lanes.values.reduce(0) { $0 + $1.backlog } }
    package var lanesOwned: Int { lanes.count }

    /// How long the oldest event without acknowledgement has waited.
    package func oldestUnsentAge(at now: Timestamp) -> Duration {
        let oldest = lanes.values.compactMap(\.oldestUnsent).min()
        return oldest.map { .microseconds(max(0, now.microseconds - $0.microseconds)) } ?? .zero
    }
}

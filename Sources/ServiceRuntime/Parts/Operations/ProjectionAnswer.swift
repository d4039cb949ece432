import EventSourcing
import ProjectionRuntime

/// A projection or policy as `/v1/operations/projections` tells it.
package struct ProjectionAnswer: Codable, Sendable {
    package let name: String
    package let isReady: Bool
    package let parkedStreams: Int
    /// Why sources are not read any more.
    package let stoppedSources: [String: String]
    /// Per source and lane, the sequence of the last event applied.
    package let positions: [String: [String: Int64]]

    init(_ name: String, _ status: ProjectionStatus) {
        self.name = name
        isReady = status.isReady
        parkedStreams = status.parkedStreams
        stoppedSources = status.stoppedSources
        var positions: [String: [String: Int64]] = [:]
        for (lane, state) in status.lanes where state.position > 0 {
            positions[lane.source, default: [:]]["\(lane.lane)"] = state.position
        }
        self.positions = positions
    }
}

package import EventStorePostgres
package import EventStreaming
package import PostgresClient
package import ProjectionRuntime

extension CheckResult {
    /// Whether the database answers.
    package static func database(_ client: PostgresClient) async -> CheckResult {
        do {
            _ = try await client.query("select 1")
            return .working()
        } catch {
            return .stalled("the database does not answer")
        }
    }

    /// A database may answer and take nothing, as one whose disk is full.
    package static func store(_ store: PostgresEventStore) -> CheckResult {
        store.trouble.map { .stalled($0) } ?? .working()
    }

    /// Behind is fine, also behind a service that has not started yet; standing still is not.
    package static func projection(_ status: ProjectionStatus) -> CheckResult {
        if let (source, reason) = status.stoppedSources.min(by: { $0.key < $1.key }) {
            return .stalled("\(source) is not read any more: \(reason)")
        }
        switch status.state {
        case .starting: return .stalled("has not started to read yet")
        case .running: return .working("\(status.applied) events applied, \(status.parkedStreams) streams parked")
        case .catchingUp: return .working("catching up from a feed")
        case .waiting(let reason): return .working("waiting: \(reason)")
        case .stalled(let reason), .stopped(let reason): return .stalled(reason)
        }
    }

    /// A relay that delivers or waits is fine; one with trouble that lasts is not.
    package static func relay(_ figures: RelayMetrics) -> CheckResult {
        if let trouble = figures.trouble { return .stalled(trouble) }
        let stopped = figures.lanes.values.count { $0.isStopped }
        guard stopped == 0 else { return .stalled("\(stopped) lanes stand still after a failure") }
        return .working("\(figures.backlog) events to deliver")
    }
}

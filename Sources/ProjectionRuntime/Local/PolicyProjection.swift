package import EventSourcing
package import EventStorePostgres
package import FoundationEssentials
package import PostgresClient
import Synchronization

/// A policy as something that a runner can run: on the bus for events of others, locally for its service's own.
///
/// Its bookkeeping must be in the database of the service's store. A batch of events is one transaction: the reactions
/// are made first, and one call of the store appends them all, so that lanes are locked in order and shortly.
package final class PolicyProjection: Projection {
    /// How often what others changed meanwhile is decided anew within one transaction.
    private static let attempts = 8

    package let name: String
    package let sources: [String]
    private let policy: any Policy
    private let store: PostgresEventStore
    private let newEventID: @Sendable () -> UUID
    private let appendedLanes = Mutex<Set<Lane>>([])

    package init(_ policy: any Policy, store: PostgresEventStore, newEventID: @escaping @Sendable () -> UUID) {
        name = policy.name
        sources = policy.sources
        self.policy = policy
        self.store = store
        self.newEventID = newEventID
    }

    package func concerns(_ event: EventEnvelope) -> Bool { policy.concerns(event) }

    package func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        appendedLanes.withLock { $0.removeAll() }
        let events = events.filter { policy.concerns($0) }
        guard !events.isEmpty else { return }
        let workspace = PolicyWorkspace(policy: name, store: store, newEventID: newEventID)
        try await workspace.lookUp(events)
        var positions = Array(events.indices)
        for _ in 0..<Self.attempts {
            for position in positions { try await react(to: events[position], at: position, in: workspace) }
            let changed = try await append(workspace, in: connection, causedBy: events)
            guard !changed.isEmpty else { return }
            positions = workspace.forget(changed)
        }
        throw RetryLater("streams kept changing while \(name) decided")
    }

    package func didCommit() {
        let lanes = appendedLanes.withLock { lanes in
            defer { lanes.removeAll() }
            return lanes
        }
        if !lanes.isEmpty { store.announce(lanes) }
    }

    /// - Throws: `ApplyError` naming the event when it is to blame.
    private func react(to event: EventEnvelope, at position: Int, in workspace: PolicyWorkspace) async throws {
        do {
            try await policy.react(to: event, with: PolicyReaction(to: event, at: position, in: workspace))
        } catch {
            guard case .event(let reason) = ApplyFault(error) else { throw error }
            throw ApplyError(event: event, reason: reason)
        }
    }

    /// Appends everything or nothing, and in the latter case lets go of the lanes.
    ///
    /// - Returns: the streams that were not as the reactions took them to be.
    private func append(
        _ workspace: PolicyWorkspace,
        in connection: PostgresConnection,
        causedBy events: [EventEnvelope]
    ) async throws -> Set<StreamID> {
        let appends = workspace.appends
        guard !appends.isEmpty else { return [] }
        do {
            try await connection.savepoint {
                let outcomes = try await store.append(appends, in: connection)
                let refused = try refusals(of: appends, outcomes, workspace, causedBy: events)
                guard refused.isEmpty else { throw Refused(streams: refused) }
            }
        } catch let refused as Refused {
            return refused.streams
        }
        appendedLanes.withLock { $0.formUnion(appends.map { store.lane(of: $0.stream) }) }
        return []
    }

    private func refusals(
        of appends: [StreamAppend],
        _ outcomes: [AppendOutcome],
        _ workspace: PolicyWorkspace,
        causedBy events: [EventEnvelope]
    ) throws -> Set<StreamID> {
        var refused: Set<StreamID> = []
        for (append, outcome) in zip(appends, outcomes) {
            switch outcome {
            case .appended: continue
            case .conflict: break
            case .alreadyRecorded(let index, _): workspace.note(recorded: append.commands[index].context.commandID)
            case .claimed(let claim, _):
                let cause = append.commands.first?.context.causationID
                guard let event = events.first(where: { $0.id == cause }) else { break }
                throw ApplyError(event: event, reason: "another stream holds the \(claim.kind)")
            }
            refused.insert(append.stream)
        }
        return refused
    }

    private struct Refused: Error {
        let streams: Set<StreamID>
    }
}

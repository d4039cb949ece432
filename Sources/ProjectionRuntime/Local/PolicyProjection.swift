package import EventSourcing
package import EventStorePostgres
package import FoundationEssentials
package import PostgresClient
import Synchronization

/// A policy as something that a runner can run: on the bus for events of others, locally for its service's own.
///
/// Its bookkeeping must be in the database of the service's store. A batch of events is one transaction: the reactions
/// are made first, and one call of the store appends them all, so that lanes are locked in order and shortly.
package final class PolicyProjection: PortionedProjection {
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
        var others: [EventEnvelope] = []
        for event in events where policy.concerns(event) {
            guard policy.isWide(event) else {
                others.append(event)
                continue
            }
            try await applyTogether(others, in: connection)
            others = []
            // Without a runner that does it in transactions of its own, a portion bounds the memory alone.
            var place: UUID?
            repeat { place = try await portion(of: event, after: place, in: connection) } while place != nil
        }
        try await applyTogether(others, in: connection)
    }

    package func isWide(_ event: EventEnvelope) -> Bool { policy.concerns(event) && policy.isWide(event) }

    package func applyPortion(of event: EventEnvelope, after place: UUID?, in connection: PostgresConnection)
        async throws -> UUID?
    {
        appendedLanes.withLock { $0.removeAll() }
        return try await portion(of: event, after: place, in: connection)
    }

    private func applyTogether(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        guard !events.isEmpty else { return }
        let workspace = PolicyWorkspace(policy: name, store: store, newEventID: newEventID)
        try await workspace.lookUp(events)
        var positions = Array(events.indices)
        for _ in 0..<Self.attempts {
            for position in positions {
                try await react(to: events[position], at: position, in: workspace, PolicyPortion(after: nil))
            }
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
    private func react(
        to event: EventEnvelope,
        at position: Int,
        in workspace: PolicyWorkspace,
        _ portion: PolicyPortion
    ) async throws {
        let reaction = PolicyReaction(to: event, at: position, in: workspace, portion: portion)
        do {
            try await policy.react(to: event, with: reaction)
        } catch {
            guard case .event(let reason) = ApplyFault(error) else { throw error }
            throw ApplyError(event: event, reason: reason)
        }
    }

    /// One portion of a wide event; each of its streams stands alone, so only those that changed are decided anew.
    ///
    /// The first append locks the lanes of all of them, so that at the second attempt none can have changed.
    private func portion(of event: EventEnvelope, after place: UUID?, in connection: PostgresConnection)
        async throws -> UUID?
    {
        let workspace = PolicyWorkspace(policy: name, store: store, newEventID: newEventID)
        for _ in 0..<Self.attempts {
            let portion = PolicyPortion(after: place)
            try await react(to: event, at: 0, in: workspace, portion)
            let appends = workspace.appends
            guard !appends.isEmpty else { return portion.next }
            let outcomes = try await store.append(appends, in: connection)
            let refused = try refusals(of: appends, outcomes, workspace, causedBy: [event])
            for append in appends {
                if refused.contains(append.stream) {
                    workspace.drop(append.stream)
                } else {
                    workspace.settle(append)
                    appendedLanes.withLock { _ = $0.insert(store.lane(of: append.stream)) }
                }
            }
            if refused.isEmpty { return portion.next }
        }
        throw RetryLater("streams kept changing while \(name) decided")
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

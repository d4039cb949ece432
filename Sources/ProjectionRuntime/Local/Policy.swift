package import EventSourcing
package import EventStorePostgres
package import FoundationEssentials
package import PostgresClient
import Synchronization

/// Reacts to events with events of its own service: when *that* happened, *this* follows.
///
/// The cursor and what is appended commit together, and the command id is derived from the causing event, so a replay
/// changes nothing.
package protocol Policy: Sendable {
    /// Permanent: keys checkpoints, names the consumer group, and is part of every command id.
    var name: String { get }
    /// The services whose events it reads.
    var sources: [String] { get }

    /// True for the events that it may react to; cheap.
    func concerns(_ event: EventEnvelope) -> Bool

    /// What follows, usually made by `PolicyReaction.decide`; nothing is a valid answer.
    ///
    /// - Throws: a refusal of the business, which parks the causing stream; `RetryLater`.
    func react(to event: EventEnvelope, with reaction: PolicyReaction) async throws -> [StreamAppend]
}

/// One event's consequences in the making.
package struct PolicyReaction: Sendable {
    package let store: PostgresEventStore
    package let policy: String
    package let event: EventEnvelope
    private let newEventID: @Sendable () -> UUID

    init(
        store: PostgresEventStore,
        policy: String,
        event: EventEnvelope,
        newEventID: @escaping @Sendable () -> UUID
    ) {
        self.store = store
        self.policy = policy
        self.event = event
        self.newEventID = newEventID
    }

    /// The context of the policy's `index`-th command for this event: always the same id.
    package func context(_ index: Int = 0) -> CommandContext {
        CommandContext(
            commandID: CommandID(Self.commandID(policy: policy, event: event.id, index: index)),
            correlationID: event.context.correlationID,
            causationID: event.id,
            actor: policy,
            traceparent: event.context.traceparent
        )
    }

    /// Loads, decides and says what to append; nil when there is nothing to do.
    ///
    /// - Throws: `D.Rejection`; `EventStoreError`; `UnreadableEvent`.
    package func decide<D: Decider>(
        _ command: D.Command,
        by decider: D.Type,
        on stream: StreamID,
        index: Int = 0
    ) async throws -> StreamAppend? {
        let loaded = try await store.load(stream, after: 0, snapshotSchema: nil)
        let history = try loaded.events.compactMap { try D.Event(recorded: $0) }
        let decided = try D.decide(command, given: D.fold(history))
        guard !decided.isEmpty else { return nil }
        let now = Timestamp.now
        let events = try decided.map { try $0.encoded(id: newEventID(), occurredAt: now) }
        let version = loaded.events.last?.version ?? 0
        return StreamAppend(
            stream: stream,
            expected: version == 0 ? .noStream : .exactly(version),
            commands: [CommandEvents(context: context(index), fingerprint: event.id.bytes, events: events)]
        )
    }

    /// A UUID of version 8 from four hashes over policy, event and index: the event's id is random already.
    static func commandID(policy: String, event: UUID, index: Int) -> UUID {
        let name = Array("\(policy)/\(index)/".utf8) + event.bytes
        let digest = (0..<4).flatMap { (part: UInt8) -> [UInt8] in
            let hash = murmur2([part] + name)
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> $0) }
        }
        return UUID(digest: digest) ?? event
    }
}

/// A policy as something that a runner can run: on the bus for events of others, locally for its service's own.
///
/// Its bookkeeping must be in the database of the service's store.
package final class PolicyProjection: Projection {
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

    /// Appends to several streams of one transaction belong into one call of the store, so one event is the limit.
    package func endsTransaction(after event: EventEnvelope) -> Bool { policy.concerns(event) }

    package func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        appendedLanes.withLock { $0.removeAll() }
        for event in events where policy.concerns(event) {
            let reaction = PolicyReaction(store: store, policy: name, event: event, newEventID: newEventID)
            let appends = try await policy.react(to: event, with: reaction)
            guard !appends.isEmpty else { continue }
            for (append, outcome) in zip(appends, try await store.append(appends, in: connection)) {
                switch outcome {
                case .appended: appendedLanes.withLock { _ = $0.insert(store.lane(of: append.stream)) }
                case .alreadyRecorded: break
                case .conflict: throw RetryLater("a stream changed while \(name) decided")
                case .claimed(let claim, _):
                    throw ApplyError(event: event, reason: "another stream holds the \(claim.kind)")
                }
            }
        }
    }

    package func didCommit() {
        let lanes = appendedLanes.withLock { lanes in
            defer { lanes.removeAll() }
            return lanes
        }
        if !lanes.isEmpty { store.announce(lanes) }
    }
}

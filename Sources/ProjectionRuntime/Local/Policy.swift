package import EventSourcing
package import FoundationEssentials

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

    /// True for events that may concern more streams than one transaction should touch: they come alone and in portions,
    /// see ``PolicyReaction/place``.
    func isWide(_ event: EventEnvelope) -> Bool

    /// Says by ``PolicyReaction/decide(_:by:on:index:at:)`` what follows; nothing is a valid answer.
    ///
    /// May be asked again for the same event, when somebody else changed a stream meanwhile.
    ///
    /// - Throws: a refusal of the business, which parks the causing stream; `RetryLater`.
    func react(to event: EventEnvelope, with reaction: PolicyReaction) async throws
}

extension Policy {
    package func isWide(_ event: EventEnvelope) -> Bool { false }
}

/// One event's consequences in the making.
package struct PolicyReaction {
    package let event: EventEnvelope
    private let workspace: PolicyWorkspace
    private let position: Int
    private let portion: PolicyPortion

    init(to event: EventEnvelope, at position: Int, in workspace: PolicyWorkspace, portion: PolicyPortion) {
        self.event = event
        self.position = position
        self.workspace = workspace
        self.portion = portion
    }

    /// Of a wide event: the last stream, in the order of ids, that earlier transactions have dealt with.
    package var place: UUID? { portion.place }

    /// Of a wide event: there may be more streams after `place`, which a transaction of its own deals with.
    package func goOn(after place: UUID) { portion.next = place }

    /// The stream as it is with everything that this transaction is about to append to it.
    ///
    /// - Throws: `EventStoreError`; `UnreadableEvent`.
    package func state<D: Decider>(of stream: StreamID, by decider: D.Type) async throws -> D.State {
        try await workspace.state(of: stream, by: decider)
    }

    /// Decides, and keeps what is decided to be appended with the cursor.
    ///
    /// What follows from an event happens when the event does, unless `time` says otherwise: the new events carry its
    /// `occurredAt`, so that the consequences of historical records stand at their time, and a replay gives the same.
    /// `index` tells the commands of one reaction apart.
    ///
    /// - Throws: `D.Rejection`; `EventStoreError`; `UnreadableEvent`.
    package func decide<D: Decider>(
        _ command: D.Command,
        by decider: D.Type,
        on stream: StreamID,
        index: Int = 0,
        at time: Timestamp? = nil
    ) async throws {
        let context = CommandContext(
            commandID: workspace.commandID(for: event, index: index),
            correlationID: event.context.correlationID,
            causationID: event.id,
            actor: workspace.policy,
            traceparent: event.context.traceparent
        )
        try await workspace.stage(
            command,
            by: decider,
            on: stream,
            context: context,
            cause: position,
            at: time ?? event.occurredAt
        )
    }

    /// The same for one of the many streams that a wide event concerns.
    ///
    /// The command id follows from the stream, too, so that it is the same in whatever order and portions they come; a
    /// reaction may ask once per stream.
    package func decide<D: Decider>(
        _ command: D.Command,
        by decider: D.Type,
        onOneOfMany stream: StreamID,
        at time: Timestamp? = nil
    ) async throws {
        let context = CommandContext(
            commandID: workspace.commandID(for: event, on: stream),
            correlationID: event.context.correlationID,
            causationID: event.id,
            actor: workspace.policy,
            traceparent: event.context.traceparent
        )
        let time = time ?? event.occurredAt
        try await workspace.stage(command, by: decider, on: stream, context: context, cause: position, at: time)
    }

    /// Looks up with one statement which of the streams a wide event has had its effect on.
    package func lookUp(_ streams: [StreamID]) async throws { try await workspace.lookUp(event, on: streams) }
}

/// How far a wide event was done, and how far it is now.
final class PolicyPortion {
    let place: UUID?
    var next: UUID?

    init(after place: UUID?) { self.place = place }
}

package import EventSourcing

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

    /// Says by ``PolicyReaction/decide(_:by:on:index:at:)`` what follows; nothing is a valid answer.
    ///
    /// May be asked again for the same event, when somebody else changed a stream meanwhile.
    ///
    /// - Throws: a refusal of the business, which parks the causing stream; `RetryLater`.
    func react(to event: EventEnvelope, with reaction: PolicyReaction) async throws
}

/// One event's consequences in the making.
package struct PolicyReaction {
    package let event: EventEnvelope
    private let workspace: PolicyWorkspace
    private let position: Int

    init(to event: EventEnvelope, at position: Int, in workspace: PolicyWorkspace) {
        self.event = event
        self.position = position
        self.workspace = workspace
    }

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
}

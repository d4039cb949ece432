package import FoundationEssentials

/// The identity of one request to change something; sending it twice must not do it twice.
package typealias CommandID = Identifier<CommandContext>

/// Who asks, through what, and as part of which conversation.
///
/// Recorded with every event the command caused.
package struct CommandContext: Sendable, Equatable {
    package let commandID: CommandID
    /// Shared by everything that one first request set in motion.
    package let correlationID: UUID
    /// The event that a policy reacted to; nil for a person's request.
    package let causationID: UUID?
    /// The pseudonymous subject of the token, or the policy's name.
    ///
    /// Never a NIP or a name.
    package let actor: String
    /// W3C `traceparent` of the request.
    package let traceparent: String?

    package init(
        commandID: CommandID,
        correlationID: UUID? = nil,
        causationID: UUID? = nil,
        actor: String,
        traceparent: String? = nil
    ) {
        self.commandID = commandID
        self.correlationID = correlationID ?? commandID.uuid
        self.causationID = causationID
        self.actor = actor
        self.traceparent = traceparent
    }
}

import EventSourcing

/// A state that a service keeps to shorten loading, and decides commands from.
///
/// Here alone the verifier folds by the service's own rules: what a kept state has to be is what these make of the events.
struct VerifiedState: Sendable {
    /// Of the streams whose states are kept.
    let category: String
    /// Rows of other schemas are read by nobody.
    let schema: Int32
    /// Whether the bytes are what the history amounts to.
    let amounts: @Sendable (_ state: [UInt8], _ history: [EventEnvelope]) throws -> Bool

    /// Nil when the decider's states are not kept.
    init?<Rules: Decider>(of rules: Rules.Type) where Rules.State: Equatable {
        guard let codec = Rules.snapshot else { return nil }
        category = Rules.category
        schema = codec.schema
        amounts = { state, history in
            let events = history.compactMap { try? Rules.Event(recorded: $0) }
            // One that this build does not know, or cannot read, is told of elsewhere.
            guard events.count == history.count else { return true }
            return try (try? codec.decode(state)) == codec.decode(codec.encode(Rules.fold(events)))
        }
    }
}

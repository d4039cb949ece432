import EventSourcing
import PostgresClient

/// What a policy is to do, as the verifier knows it: causes in one context's store, effects in that of its own.
struct VerifiedPolicy: Sendable {
    /// Keys its books, and is the actor of what it appends.
    let name: String
    /// The context whose events it reacts to: its own, or another one's by the bus.
    let source: String
    let causes: [Cause]
    /// What is looked for with one statement over all causes at once; only for a policy on its own context's events.
    var duties: [PolicyDuty] = []
    /// Tables beside its positions in which it notes what it was told; whoever sets it back empties them.
    var notes: [String] = []

    /// A type of events that it reacts to.
    struct Cause: Sendable {
        let type: String
        /// Whether one event may lead to several commands on the same stream.
        var mayRepeat = false
        /// Asks the policy's own store, in the schema that is named, for what should have followed from events that it has
        /// been to and is not there: the event's id and a text for each thing.
        ///
        /// Takes a page of events at a time. Nil where nothing may be an answer.
        var missing: (@Sendable ([EventEnvelope], _ schema: String) throws -> PostgresQuery)?
        /// The policy on its own context's events that sees to what begins only after the cause.
        ///
        /// Then each thing that is missing is one that began: `missing` selects its beginning's lane, sequence and stream,
        /// too, and it is missing only if that policy has been to the beginning.
        var latecomers: String?
        /// Whether that is asked even if something followed, since much was to follow.
        var isWide = false
    }
}

/// What has to have followed from every one of a policy's causes of one kind by the time that it has been to them.
struct PolicyDuty: Sendable {
    /// What was to follow.
    let what: String
    /// Selects lane, sequence, name of the stream and version of each cause `c` that lacks it, and the name of the stream
    /// that it lacks it on.
    ///
    /// `applied` has the columns of the store's events, and those of them that the policy has been to; `events` is the
    /// store's table with its schema.
    let missing: @Sendable (_ events: String) -> String
}

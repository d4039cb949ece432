import EventSourcing
import PostgresClient

/// What a policy is to do, as the verifier knows it: causes in one context's store, effects in that of its own.
struct VerifiedPolicy: Sendable {
    /// Keys its books, and is the actor of what it appends.
    let name: String
    /// The context whose events it reacts to: its own, or another one's by the bus.
    let source: String
    let causes: [Cause]

    /// A type of events that it reacts to.
    struct Cause: Sendable {
        let type: String
        /// What must be found in the policy's own store, in the schema that is named, when nothing follows from an event
        /// that it has been to; nil where that may be.
        ///
        /// A query of one row or none.
        var trace: (@Sendable (EventEnvelope, _ schema: String) throws -> PostgresQuery?)?
    }
}

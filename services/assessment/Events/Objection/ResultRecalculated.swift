package import EventSourcing

/// What the decision meant for the contested result was computed.
package struct ResultRecalculated: EventPayload {
    /// The result before, as its kind writes it: a score, a predicate, a place.
    package let before: String
    /// The result now.
    package let after: String
    /// Whether they differ.
    package let changed: Bool
    /// When.
    package let recalculatedAt: Timestamp

    package init(before: String, after: String, changed: Bool, recalculatedAt: Timestamp) {
        self.before = before
        self.after = after
        self.changed = changed
        self.recalculatedAt = recalculatedAt
    }
}

package import EventSourcing

/// The objection is over; the same decision cannot be contested again by this way.
package struct ObjectionBecameFinal: EventPayload {
    /// How; absent when it was withdrawn.
    package let outcome: ObjectionOutcome?
    /// When.
    package let finalAt: Timestamp

    package init(outcome: ObjectionOutcome? = nil, finalAt: Timestamp) {
        self.outcome = outcome
        self.finalAt = finalAt
    }
}

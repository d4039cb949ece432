package import EventSourcing

/// The objector no longer contests.
package struct ObjectionWithdrawn: EventPayload {
    /// When.
    package let withdrawnAt: Timestamp

    package init(withdrawnAt: Timestamp) {
        self.withdrawnAt = withdrawnAt
    }
}

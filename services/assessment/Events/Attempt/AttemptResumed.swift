package import EventSourcing

/// The candidate's clock goes on.
package struct AttemptResumed: EventPayload {
    /// Since when.
    package let resumedAt: Timestamp
    /// When the time is up now.
    package let deadline: Timestamp

    package init(resumedAt: Timestamp, deadline: Timestamp) {
        self.resumedAt = resumedAt
        self.deadline = deadline
    }
}

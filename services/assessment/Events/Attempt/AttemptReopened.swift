package import EventSourcing

/// An attempt that was closed because time was up goes on, since time was given back.
///
/// Marks that were made meanwhile count no more: it is marked anew when it is over.
package struct AttemptReopened: EventPayload {
    /// When.
    package let reopenedAt: Timestamp
    /// When the time is up now.
    package let deadline: Timestamp

    package init(reopenedAt: Timestamp, deadline: Timestamp) {
        self.reopenedAt = reopenedAt
        self.deadline = deadline
    }
}

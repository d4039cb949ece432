package import EventSourcing

/// The attempt ended by rule.
package struct AttemptClosed: EventPayload {
    /// When; for time that was up, the deadline.
    package let closedAt: Timestamp
    /// Which rule.
    package let reason: ClosingReason
    /// Questions with an answer that counts.
    package let answered: Int
    /// The newest receipt; 0 when there is none.
    package let lastReceipt: Int
    /// Hash of paper and counting answers: with it nobody can deny or change them.
    package let digest: String

    package init(closedAt: Timestamp, reason: ClosingReason, answered: Int, lastReceipt: Int, digest: String) {
        self.closedAt = closedAt
        self.reason = reason
        self.answered = answered
        self.lastReceipt = lastReceipt
        self.digest = digest
    }
}

package import EventSourcing

/// The candidate handed in.
package struct AttemptSubmitted: EventPayload {
    /// When.
    package let submittedAt: Timestamp
    /// Questions with an answer that counts.
    package let answered: Int
    /// The newest receipt; 0 when there is none.
    package let lastReceipt: Int
    /// Hash of paper and counting answers: with it nobody can deny or change them.
    package let digest: String

    package init(submittedAt: Timestamp, answered: Int, lastReceipt: Int, digest: String) {
        self.submittedAt = submittedAt
        self.answered = answered
        self.lastReceipt = lastReceipt
        self.digest = digest
    }
}

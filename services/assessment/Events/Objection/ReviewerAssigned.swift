package import CivilServiceKernel
package import EventSourcing

/// Somebody who had no part in the decision reviews it.
package struct ReviewerAssigned: EventPayload {
    /// Who.
    package let reviewer: CivilServantID
    /// When.
    package let assignedAt: Timestamp

    package init(reviewer: CivilServantID, assignedAt: Timestamp) {
        self.reviewer = reviewer
        self.assignedAt = assignedAt
    }
}

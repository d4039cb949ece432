package import CivilServiceKernel
import EventSourcing

/// The reviewer may or will not review; another one is needed.
package struct ReviewerRecused: EventPayload {
    /// Who.
    package let reviewer: CivilServantID
    /// Why.
    package let reason: String

    package init(reviewer: CivilServantID, reason: String) {
        self.reviewer = reviewer
        self.reason = reason
    }
}

package import CivilServiceKernel
package import EventSourcing

/// A supervisor gave a candidate more time.
package struct ExtraTimeGranted: EventPayload {
    /// How much.
    package let minutes: Int
    /// Who.
    package let grantedBy: CivilServantID
    /// When.
    package let grantedAt: Timestamp
    /// Why.
    package let reason: String
    /// When the time is up now; absent while the clock stands still.
    package let deadline: Timestamp?

    package init(
        minutes: Int,
        grantedBy: CivilServantID,
        grantedAt: Timestamp,
        reason: String,
        deadline: Timestamp? = nil
    ) {
        self.minutes = minutes
        self.grantedBy = grantedBy
        self.grantedAt = grantedAt
        self.reason = reason
        self.deadline = deadline
    }
}

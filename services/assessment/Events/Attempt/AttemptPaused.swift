package import CivilServiceKernel
package import EventSourcing

/// The candidate's clock stands still.
package struct AttemptPaused: EventPayload {
    /// Since when.
    package let pausedAt: Timestamp
    /// Why.
    package let reason: PauseReason
    /// Who ordered it.
    package let orderedBy: CivilServantID

    package init(pausedAt: Timestamp, reason: PauseReason, orderedBy: CivilServantID) {
        self.pausedAt = pausedAt
        self.reason = reason
        self.orderedBy = orderedBy
    }
}

/// Why a civil servant left.
package enum LeavingReason: String, Codable, CaseIterable, Sendable {
    /// *Pensiun*.
    case retired
    case resigned
    case contractEnded = "contract-ended"
    case dismissed
    case deceased
    /// To another government body.
    case transferredAway = "transferred-away"
    /// Was never one of this body.
    case enteredInError = "entered-in-error"
}

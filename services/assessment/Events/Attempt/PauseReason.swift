/// Why a clock stands still.
package enum PauseReason: String, Codable, CaseIterable, Sendable {
    /// Power, network or device.
    case technical
    case health
    case emergency
    /// By decision of the supervisor.
    case supervision
}

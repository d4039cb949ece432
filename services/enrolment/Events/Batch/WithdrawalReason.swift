/// Why somebody withdrew; codes, so that nothing about health or family stands in the clear.
package enum WithdrawalReason: String, Codable, CaseIterable, Sendable {
    /// Needed at work.
    case duty
    case personal
    /// Content or time does not fit.
    case unsuitable
    /// Left the civil service.
    case leftService = "left-service"
    case other
}

/// Who is heard.
package enum HearingParty: String, Codable, CaseIterable, Sendable {
    case objector
    /// Whoever made the contested decision.
    case decider
}

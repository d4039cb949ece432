/// Why an answer is kept and does not count.
package enum AsideReason: String, Codable, CaseIterable, Sendable {
    /// It came when the time was up.
    case afterDeadline = "after-deadline"
    /// The candidate had handed in.
    case afterSubmission = "after-submission"
    /// The attempt was closed by rule.
    case afterClosing = "after-closing"
    /// The clock stood still.
    case whilePaused = "while-paused"
    /// Another device had taken over.
    case replacedSession = "replaced-session"
    /// A newer answer of the same session had come first.
    case overtaken
}

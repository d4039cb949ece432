/// How several chosen options become one mark.
package enum ChoiceScoring: String, Codable, CaseIterable, Sendable {
    /// The credits of the chosen options are added; not less than nothing, not more than all.
    case weights
    /// All points for exactly the right options, else none.
    case allOrNothing = "all-or-nothing"
    /// Each option that was rightly chosen or rightly left is worth the same.
    case perOption = "per-option"
}

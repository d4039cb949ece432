/// How the mark of an essay came about.
package enum SettlementBasis: String, Codable, CaseIterable, Sendable {
    /// The mean of two markers who agree.
    case agreement
    /// A third person decided.
    case reconciliation
}

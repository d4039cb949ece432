/// How an exam's result became known here.
package enum ExamResultBasis: String, Codable, CaseIterable, Sendable {
    /// Released by those who examine.
    case released
    /// A released result was corrected, after a wrong key or an objection.
    case corrected
    /// The exam was sat elsewhere, and its result was recorded.
    case recordedFromElsewhere = "recorded-from-elsewhere"
}

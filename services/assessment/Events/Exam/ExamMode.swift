/// Where an exam takes place.
package enum ExamMode: String, Codable, CaseIterable, Sendable {
    /// Here: with a paper, a clock and receipts.
    case online
    /// Elsewhere: only results are recorded.
    case external
}

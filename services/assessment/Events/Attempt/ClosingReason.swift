/// By which rule an attempt ended without being handed in.
package enum ClosingReason: String, Codable, CaseIterable, Sendable {
    case timeUp = "time-up"
    /// It counts for nothing.
    case examCancelled = "exam-cancelled"
    /// It counts for nothing.
    case batchCancelled = "batch-cancelled"
    /// It counts for nothing.
    case candidateLeft = "candidate-left"
}

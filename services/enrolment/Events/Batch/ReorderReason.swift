/// Why the queue was reordered.
package enum ReorderReason: String, Codable, CaseIterable, Sendable {
    /// The facts on which the place was given were wrong.
    case correction
    case objectionUpheld = "objection-upheld"
    /// The post cannot be filled without the training.
    case urgentDuty = "urgent-duty"
    case organiserError = "organiser-error"
}

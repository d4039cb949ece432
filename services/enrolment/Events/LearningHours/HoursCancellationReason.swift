/// Why an entry was cancelled.
package enum HoursCancellationReason: String, Codable, CaseIterable, Sendable {
    case evidenceInsufficient = "evidence-insufficient"
    case duplicate
    case enteredInError = "entered-in-error"
    /// The completion it came from was taken back.
    case completionRevoked = "completion-revoked"
    case withdrawnByPerson = "withdrawn-by-person"
}

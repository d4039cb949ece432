/// On what ground an entry is held to be true.
package enum VerificationBasis: String, Codable, CaseIterable, Sendable {
    /// Attendance was recorded here.
    case ownTraining = "own-training"
    case evidenceChecked = "evidence-checked"
}

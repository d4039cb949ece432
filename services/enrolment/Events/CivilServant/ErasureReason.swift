/// On what ground personal data are erased.
package enum ErasureReason: String, Codable, CaseIterable, Sendable {
    /// The person asked for it.
    case subjectRequest = "subject-request"
    /// The time for which records are kept is over.
    case retentionEnded = "retention-ended"
    case courtOrder = "court-order"
}

/// What is done about a wrong key.
package enum KeyTreatment: String, Codable, CaseIterable, Sendable {
    /// Everybody is marked by the right key.
    case newKey = "new-key"
    /// Everybody who had the question gets all its points.
    case fullPoints = "full-points"
    /// The question counts for nobody, neither in points nor in the maximum.
    case excluded
}

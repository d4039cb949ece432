/// Where learning hours come from.
package enum HoursSource: String, Codable, CaseIterable, Sendable {
    /// A batch of this system was completed.
    case training
    /// Claimed by the person, with evidence.
    case outsideTraining = "outside-training"
}

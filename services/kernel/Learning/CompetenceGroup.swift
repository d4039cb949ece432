/// The group of competences that a programme builds (PermenPANRB 38/2017).
package enum CompetenceGroup: String, Codable, CaseIterable, Sendable {
    /// *Manajerial*.
    case managerial
    /// *Sosial kultural*.
    case sociocultural
    /// *Teknis*.
    case technical
}

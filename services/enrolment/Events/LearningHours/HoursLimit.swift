/// The cap that kept learning hours from counting.
package enum HoursLimit: String, Codable, CaseIterable, Sendable {
    case day
    case month
    case year
}

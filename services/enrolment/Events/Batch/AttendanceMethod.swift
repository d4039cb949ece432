/// How attendance became known.
package enum AttendanceMethod: String, Codable, CaseIterable, Sendable {
    /// By the short-lived code that the room shows.
    case code
    case organiser
    /// From the signed list.
    case paperList = "paper-list"
}

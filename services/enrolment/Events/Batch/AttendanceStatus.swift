/// Whether somebody was there.
package enum AttendanceStatus: String, Codable, CaseIterable, Sendable {
    case present
    case late
    /// Absent with leave; not counted as attended.
    case excused
    case absent
}

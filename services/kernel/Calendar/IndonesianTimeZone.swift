package import EventSourcing

/// The zones of Indonesia by their IANA names.
///
/// None has had daylight saving time or another offset since 1988, so the
/// offset is a constant and no zone database is needed.
package enum IndonesianTimeZone: String, Codable, CaseIterable, Sendable {
    case jakarta = "Asia/Jakarta"
    case pontianak = "Asia/Pontianak"
    case makassar = "Asia/Makassar"
    case jayapura = "Asia/Jayapura"

    /// Hours east of UTC.
    package var offsetHours: Int {
        switch self {
        case .jakarta, .pontianak: 7
        case .makassar: 8
        case .jayapura: 9
        }
    }

    /// What people call it: WIB, WITA or WIT.
    package var abbreviation: String {
        switch self {
        case .jakarta, .pontianak: "WIB"
        case .makassar: "WITA"
        case .jayapura: "WIT"
        }
    }

    /// The civil day on which `instant` falls here.
    package func date(of instant: Timestamp) -> CalendarDate {
        let local = instant.microseconds + Int64(offsetHours) * 3_600_000_000
        let day: Int64 = 86_400_000_000
        let quotient = local / day
        return CalendarDate(daysSinceEpoch: local % day < 0 ? quotient - 1 : quotient)
    }

    /// Midnight at the start of `date` here.
    package func start(of date: CalendarDate) -> Timestamp {
        Timestamp(microseconds: date.daysSinceEpoch * 86_400_000_000 - Int64(offsetHours) * 3_600_000_000)
    }
}

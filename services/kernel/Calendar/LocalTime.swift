package import EventSourcing

/// An instant as people in one zone read it: `2026-11-22 15:33 WIB`.
package struct LocalTime: Hashable, Sendable, Codable, CustomStringConvertible {
    package let instant: Timestamp
    package let zone: IndonesianTimeZone

    package init(_ instant: Timestamp, in zone: IndonesianTimeZone) {
        self.instant = instant
        self.zone = zone
    }

    package var description: String {
        let date = zone.date(of: instant)
        let minutes = (instant.microseconds - zone.start(of: date).microseconds) / 60_000_000
        return "\(date) \(padded(minutes / 60, 2)):\(padded(minutes % 60, 2)) \(zone.abbreviation)"
    }
}

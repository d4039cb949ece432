import EventSourcing

/// A day in the civil calendar, without a time or a zone; its text is `2026-11-22`.
package struct CalendarDate: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let daysSinceEpoch: Int64

    package init(daysSinceEpoch: Int64) { self.daysSinceEpoch = daysSinceEpoch }

    /// Nil for a day that no calendar has, such as 30 February, and for years outside 1–9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let days = EventSourcing.daysSinceEpoch(year: Int64(year), month: Int64(month), day: Int64(day))
        guard civilDate(daysSinceEpoch: days) == (Int64(year), Int64(month), Int64(day)) else { return nil }
        daysSinceEpoch = days
    }

    /// Nil unless `text` is a real day written `YYYY-MM-DD`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = decimalNumber(bytes[0..<4]), let month = decimalNumber(bytes[5..<7]),
            let day = decimalNumber(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var year: Int { Int(civilDate(daysSinceEpoch: daysSinceEpoch).year) }
    package var month: Int { Int(civilDate(daysSinceEpoch: daysSinceEpoch).month) }
    package var day: Int { Int(civilDate(daysSinceEpoch: daysSinceEpoch).day) }

    /// Monday is 1, Sunday 7.
    package var weekday: Int {
        let sinceThursday = daysSinceEpoch % 7
        return Int((sinceThursday + 7 + 3) % 7) + 1
    }

    package func adding(days: Int) -> CalendarDate { CalendarDate(daysSinceEpoch: daysSinceEpoch + Int64(days)) }

    /// The same day and month in another year; 29 February becomes 28 February where there is none.
    package func sameDay(inYear other: Int) -> CalendarDate {
        let civil = civilDate(daysSinceEpoch: daysSinceEpoch)
        let isLeapDay = civil.month == 2 && civil.day == 29
        let days = EventSourcing.daysSinceEpoch(year: Int64(other), month: civil.month, day: civil.day)
        let exists = civilDate(daysSinceEpoch: days).day == civil.day
        return CalendarDate(daysSinceEpoch: isLeapDay && !exists ? days - 1 : days)
    }

    package static func < (left: Self, right: Self) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

    package var description: String {
        let (year, month, day) = civilDate(daysSinceEpoch: daysSinceEpoch)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = Self(try container.decode(String.self)) else {
            throw RuleViolation(rule: "date.format", detail: "must be a day of the calendar such as 2026-11-22")
        }
        self = date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The number that decimal digits spell; nil when there is anything else in `bytes`, or nothing.
func decimalNumber(_ bytes: some Sequence<UInt8>) -> Int? {
    var number: Int?
    for byte in bytes {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), (number ?? 0) < 1_000_000_000 else { return nil }
        number = (number ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return number
}

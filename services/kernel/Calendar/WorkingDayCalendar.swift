package import EventSourcing

/// A day on which offices are closed by decree.
package struct Holiday: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// *Libur nasional*.
        case national = "libur_nasional"
        /// *Cuti bersama*: leave that everybody takes on the same day.
        case collectiveLeave = "cuti_bersama"
    }

    package let date: CalendarDate
    package let name: String
    package let kind: Kind

    package init(date: CalendarDate, name: String, kind: Kind) {
        self.date = date
        self.name = name
        self.kind = kind
    }
}

/// Which days count when a deadline is given in working days: not weekends, not holidays, in the body's own zone.
///
/// The list of holidays changes during a year (a decree of August 2025 added 2025-08-18), so a deadline keeps the date
/// that was promised and a calendar only makes new ones.
package struct WorkingDayCalendar: Sendable, Equatable {
    package let zone: IndonesianTimeZone
    /// Days of the week without work: Monday is 1, Sunday 7.
    package let weekend: Set<Int>
    private let holidays: Set<CalendarDate>

    package init(zone: IndonesianTimeZone, weekend: Set<Int> = [6, 7], holidays: [Holiday]) {
        self.zone = zone
        self.weekend = weekend.count < 7 ? weekend : [6, 7]
        self.holidays = Set(holidays.map(\.date))
    }

    package func isWorkingDay(_ date: CalendarDate) -> Bool {
        !weekend.contains(date.weekday) && !holidays.contains(date)
    }

    /// The `count`-th working day after `date`, which itself does not count; `date` when `count` is not positive.
    package func date(after date: CalendarDate, workingDays count: Int) -> CalendarDate {
        var day = date
        var remaining = count
        while remaining > 0 {
            day = day.adding(days: 1)
            if isWorkingDay(day) { remaining -= 1 }
        }
        return day
    }

    /// The last day on which something may still be done that is due within `count` working days of `instant`.
    package func dueDate(of instant: Timestamp, workingDays count: Int) -> CalendarDate {
        date(after: zone.date(of: instant), workingDays: count)
    }

    /// Whether the day of the deadline is over here at `instant`.
    package func isPast(_ dueDate: CalendarDate, at instant: Timestamp) -> Bool { zone.date(of: instant) > dueDate }
}

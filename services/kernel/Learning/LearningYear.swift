/// The twelve months over which learning hours are added up.
package struct LearningYear: Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// January to December.
        case calendar
        /// From the day the contract began, or its anniversary.
        case contract
    }

    package let firstDay: CalendarDate
    package let lastDay: CalendarDate

    /// The year that an earlier reckoning named.
    package init(firstDay: CalendarDate, lastDay: CalendarDate) {
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    /// The year of `kind` that holds `date`; before the contract began, the years are counted back from its first day.
    package init(of kind: Kind, containing date: CalendarDate, employedSince start: CalendarDate) {
        switch kind {
        case .calendar:
            let january = start.firstOfYear(date.year)
            firstDay = january
            lastDay = start.firstOfYear(date.year + 1).adding(days: -1)
        case .contract:
            let anniversary = start.sameDay(inYear: date.year)
            let year = anniversary <= date ? date.year : date.year - 1
            firstDay = start.sameDay(inYear: year)
            lastDay = start.sameDay(inYear: year + 1).adding(days: -1)
        }
    }

    package func contains(_ date: CalendarDate) -> Bool { firstDay <= date && date <= lastDay }
}

extension CalendarDate {
    fileprivate func firstOfYear(_ year: Int) -> CalendarDate {
        CalendarDate(year: year, month: 1, day: 1) ?? self
    }

    /// Whether both days lie in one calendar month.
    package func isInSameMonth(as other: CalendarDate) -> Bool { year == other.year && month == other.month }
}

import CivilServiceKernel
import EnrolmentEvents

/// How many of the awarded hours count, and which caps cut the rest.
struct HoursCount: Equatable {
    private(set) var counted: Int
    private(set) var limits: [HoursLimit] = []

    private init(awarded: Int) { counted = awarded }

    private mutating func cap(at room: Int, by limit: HoursLimit) {
        guard room < counted else { return }
        counted = max(0, room)
        limits.append(limit)
    }

    /// Counts `awarded` hours of an activity beside what `others` have used up.
    ///
    /// A cap per day or month is given once for each day or month that the activity touches.
    static func of(
        _ awarded: Int,
        form: DevelopmentForm,
        from first: CalendarDate,
        to last: CalendarDate,
        year: LearningYear,
        kind: EmploymentKind,
        card: RateCard,
        beside others: [LearningHoursLedger.Entry]
    ) -> HoursCount {
        var count = HoursCount(awarded: awarded)
        let rate = card.rate(for: form)
        let sameForm = others.filter { $0.form == form }
        if let perDay = rate?.maximumPerDay {
            let used = sameForm.filter { $0.startedOn <= last && first <= $0.endedOn }.total
            count.cap(at: perDay * Int(last.daysSinceEpoch - first.daysSinceEpoch + 1) - used, by: .day)
        }
        if let perMonth = rate?.maximumPerMonth {
            let months = first.monthNumber...last.monthNumber
            let used = sameForm.filter { months.overlaps($0.startedOn.monthNumber...$0.endedOn.monthNumber) }.total
            count.cap(at: perMonth * months.count - used, by: .month)
        }
        if let perYear = card.limit(for: kind)?.maximum {
            let used = others.filter { $0.employmentKind == kind && year.contains($0.endedOn) }.total
            count.cap(at: perYear - used, by: .year)
        }
        return count
    }
}

extension [LearningHoursLedger.Entry] {
    fileprivate var total: Int { reduce(0) { $0 + $1.counted } }
}

extension CalendarDate {
    /// Months since year 0.
    fileprivate var monthNumber: Int { year * 12 + month - 1 }
}

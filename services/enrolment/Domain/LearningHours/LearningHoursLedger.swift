package import CivilServiceKernel
package import EnrolmentEvents

/// The learning hours of one civil servant, entry by entry.
package struct LearningHoursLedger: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package let form: DevelopmentForm
        package let employmentKind: EmploymentKind
        package let startedOn: CalendarDate
        package let endedOn: CalendarDate
        package let yearFrom: CalendarDate
        package let yearTo: CalendarDate
        package let awarded: Int
        package let isOwnTraining: Bool
        package internal(set) var counted: Int
        package internal(set) var limits: [HoursLimit]
        package internal(set) var isVerified = false
        package internal(set) var isCancelled = false
    }

    package private(set) var entries: [EntryID: Entry] = [:]
    /// In the order of recording, which is the order in which caps are used up.
    package private(set) var order: [EntryID] = []

    package init() {}

    /// Entries that count, in the order of recording.
    package var standing: [(id: EntryID, entry: Entry)] {
        order.compactMap { id in
            entries[id].flatMap { $0.isCancelled ? nil : (id, $0) }
        }
    }

    /// Where the person stands in the learning year that holds `date`; nil before the first rate card.
    package func forecast(
        on date: CalendarDate,
        employment: Employment,
        planned: Int,
        cards: RateCards
    ) -> LearningHoursForecast? {
        guard let card = cards.card(on: date) else { return nil }
        let kind = card.limit(for: employment.kind)?.year ?? .calendar
        let year = LearningYear(of: kind, containing: date, employedSince: employment.startedOn)
        let inYear = standing.map(\.entry).filter { year.contains($0.endedOn) }
        return LearningHoursForecast(
            counted: inYear.reduce(0) { $0 + $1.counted },
            verified: inYear.reduce(0) { $0 + ($1.isVerified ? $1.counted : 0) },
            planned: planned,
            kind: employment.kind,
            card: card
        )
    }

    mutating func apply(_ event: LearningHoursEvent) {
        switch event {
        case .learningHoursRecorded(let fact):
            order.removeAll { $0 == fact.entry }
            order.append(fact.entry)
            entries[fact.entry] = Entry(
                form: fact.form,
                employmentKind: fact.employmentKind,
                startedOn: fact.startedOn,
                endedOn: fact.endedOn,
                yearFrom: fact.yearFrom,
                yearTo: fact.yearTo,
                awarded: fact.awarded,
                isOwnTraining: fact.source == .training,
                counted: fact.counted,
                limits: fact.limits
            )
        case .learningHoursVerified(let fact): entries[fact.entry]?.isVerified = true
        case .learningHoursCancelled(let fact): entries[fact.entry]?.isCancelled = true
        case .learningHoursRecounted(let fact):
            entries[fact.entry]?.counted = fact.counted
            entries[fact.entry]?.limits = fact.limits
        }
    }
}

package import CivilServiceKernel
package import EventSourcing

/// The days of an objection desk; a tenant has one for each kind of decision, versioned by its name.
package struct ObjectionRule: Sendable, Equatable, Codable {
    /// How days are counted: the law says *hari*, agencies differ.
    package enum Days: String, Sendable, Equatable, Codable { case working, calendar }

    /// Name and version, kept in every objection that it was applied to.
    package let name: String
    package let days: Days
    /// Days after the decision in which it may be contested.
    package let filing: Int
    /// Days after filing in which both sides are heard.
    package let hearing: Int
    /// Days after filing in which it should be decided.
    package let decision: Int

    package init(name: String, days: Days, filing: Int, hearing: Int, decision: Int) {
        self.name = name
        self.days = days
        self.filing = filing
        self.hearing = hearing
        self.decision = decision
    }

    /// PP 30/2019 article 59 gives 14 days; the days of hearing and decision are in no text that we found.
    package static let standard = ObjectionRule(
        name: "pp-30-2019.v1",
        days: .working,
        filing: 14,
        hearing: 5,
        decision: 14
    )

    package var isValid: Bool {
        (1...365).contains(filing) && (1...365).contains(hearing) && (hearing...365).contains(decision)
    }

    /// The last day of `count` days after the day of `instant`.
    package func day(after instant: Timestamp, _ count: Int, in calendar: WorkingDayCalendar) -> CalendarDate {
        switch days {
        case .working: calendar.dueDate(of: instant, workingDays: count)
        case .calendar: calendar.zone.date(of: instant).adding(days: count)
        }
    }
}

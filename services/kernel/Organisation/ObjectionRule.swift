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

/// The objection rules of a tenant over time, for each kind of decision.
///
/// Data, since *hari* is read differently and days change by regulation.
package struct ObjectionRules: Codable, Sendable, Equatable {
    /// A rule, for which decisions, and from which day on.
    package struct Entry: Codable, Sendable, Equatable {
        /// The kind of decision as its context names it: `exam-result`; nil means every kind without an entry of its own.
        package let decisions: String?
        package let effectiveFrom: CalendarDate
        package let rule: ObjectionRule

        package init(decisions: String? = nil, effectiveFrom: CalendarDate, rule: ObjectionRule) {
            self.decisions = decisions
            self.effectiveFrom = effectiveFrom
            self.rule = rule
        }
    }

    /// Newest first.
    private let entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries.sorted { $0.effectiveFrom > $1.effectiveFrom } }

    /// The rule for decisions of a kind that were made known on `date`; nil before the first.
    package func rule(for decisions: String, on date: CalendarDate) -> ObjectionRule? {
        let inForce = entries.filter { $0.effectiveFrom <= date }
        return (inForce.first { $0.decisions == decisions } ?? inForce.first { $0.decisions == nil })?.rule
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([Entry].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(entries)
    }
}

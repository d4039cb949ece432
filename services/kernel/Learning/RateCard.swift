/// What one unit of an activity is worth in JP, from a day on.
///
/// Data, since regulations change and some are disputed.
package struct RateCard: Codable, Sendable, Equatable {
    /// Stable name that results quote: `perlan-10-2018`.
    package let version: String
    package let effectiveFrom: CalendarDate
    /// One rule per form; a form without a rule cannot be recorded.
    package let rates: [Rate]
    package let yearlyLimits: [YearlyLimit]

    package init(version: String, effectiveFrom: CalendarDate, rates: [Rate], yearlyLimits: [YearlyLimit]) {
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.rates = rates
        self.yearlyLimits = yearlyLimits
    }

    package func rate(for form: DevelopmentForm) -> Rate? { rates.first { $0.form == form } }

    /// What binds a civil servant of `kind` per year.
    package func limit(for kind: EmploymentKind) -> YearlyLimit? { yearlyLimits.first { $0.employmentKind == kind } }
}

/// How many JP one form of development gives.
package struct Rate: Codable, Sendable, Equatable {
    package enum Unit: String, Codable, CaseIterable, Sendable {
        /// As many JP as the certificate or programme says.
        case certifiedHour = "certified-hour"
        case session
        case activity
        case assignment
    }

    package let form: DevelopmentForm
    package let unit: Unit
    package let hoursPerUnit: Int
    /// Most JP counted for this form on one day.
    package let maximumPerDay: Int?
    /// Most JP counted for this form in one calendar month.
    package let maximumPerMonth: Int?
    /// Where the rule is stated.
    package let source: String
    /// Nobody has found it in the text of a regulation yet.
    package let isUnverified: Bool

    package init(
        form: DevelopmentForm,
        unit: Unit,
        hoursPerUnit: Int,
        maximumPerDay: Int? = nil,
        maximumPerMonth: Int? = nil,
        source: String,
        isUnverified: Bool
    ) {
        self.form = form
        self.unit = unit
        self.hoursPerUnit = hoursPerUnit
        self.maximumPerDay = maximumPerDay
        self.maximumPerMonth = maximumPerMonth
        self.source = source
        self.isUnverified = isUnverified
    }
}

/// The duty or cap that binds one kind of civil servant per year.
package struct YearlyLimit: Codable, Sendable, Equatable {
    package let employmentKind: EmploymentKind
    package let year: LearningYear.Kind
    /// JP that must be reached; a report, never a refusal.
    package let minimum: Int?
    /// JP beyond which nothing counts.
    package let maximum: Int?
    package let source: String
    package let isUnverified: Bool

    package init(
        employmentKind: EmploymentKind,
        year: LearningYear.Kind,
        minimum: Int? = nil,
        maximum: Int? = nil,
        source: String,
        isUnverified: Bool
    ) {
        self.employmentKind = employmentKind
        self.year = year
        self.minimum = minimum
        self.maximum = maximum
        self.source = source
        self.isUnverified = isUnverified
    }
}

/// The rate cards of a tenant over time.
package struct RateCards: Codable, Sendable, Equatable {
    /// Newest first.
    private let cards: [RateCard]

    package init(_ cards: [RateCard]) { self.cards = cards.sorted { $0.effectiveFrom > $1.effectiveFrom } }

    /// The card in force on `date`; nil before the first.
    package func card(on date: CalendarDate) -> RateCard? { cards.first { $0.effectiveFrom <= date } }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([RateCard].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(cards)
    }
}

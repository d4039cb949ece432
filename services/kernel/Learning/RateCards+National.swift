extension RateCards {
    /// The card that is in use when a tenant has none of its own.
    ///
    /// The conversion is the one that a provincial planning agency's application encodes; the annex of PerLAN 10/2018
    /// itself was not found, so every rate is marked unverified. Forms that the application does not name count the hours
    /// on the certificate. A card of the same shape in the tenant's profile replaces it.
    package static let national = RateCards([
        RateCard(
            version: "perlan-10-2018.1",
            effectiveFrom: CalendarDate(daysSinceEpoch: 0),
            rates: DevelopmentForm.allCases.map(nationalRate),
            yearlyLimits: [
                YearlyLimit(
                    employmentKind: .pns,
                    year: .calendar,
                    minimum: 20,
                    source: "PP 11/2017: at least 20 JP a year",
                    isUnverified: false
                ),
                YearlyLimit(
                    employmentKind: .pppk,
                    year: .contract,
                    maximum: 24,
                    source: "PP 49/2018 Pasal 40(1): at most 24 JP a contract year; unclear after UU 20/2023",
                    isUnverified: true
                ),
            ]
        )
    ])

    private static func nationalRate(of form: DevelopmentForm) -> Rate {
        switch form {
        case .coaching, .mentoring:
            rate(form, .session, 2, perMonth: 4, "2 JP per session, at most 2 sessions a month")
        case .selfLearning, .learningCommunity:
            rate(form, .certifiedHour, 1, perDay: 2, "at most 2 JP a day")
        case .benchmarking:
            rate(form, .activity, 10, "10 JP per activity")
        case .internship, .secondment, .exchange:
            rate(form, .assignment, 20, "20 JP per assignment")
        case .structuralLeadership, .managerial, .technical, .functional, .sociocultural, .seminar, .workshop, .course,
            .upgrading, .technicalGuidance, .socialisation, .otherClassical, .eLearning, .distanceLearning:
            rate(form, .certifiedHour, 1, "the hours on the certificate")
        case .outdoorLearning, .workplaceGuidance, .otherNonclassical:
            rate(form, .certifiedHour, 1, "not named by the source; the hours on the certificate")
        }
    }

    private static func rate(
        _ form: DevelopmentForm,
        _ unit: Rate.Unit,
        _ hours: Int,
        perDay: Int? = nil,
        perMonth: Int? = nil,
        _ source: String
    ) -> Rate {
        Rate(
            form: form,
            unit: unit,
            hoursPerUnit: hours,
            maximumPerDay: perDay,
            maximumPerMonth: perMonth,
            source: "PerLAN 10/2018 as encoded by one application: \(source)",
            isUnverified: true
        )
    }
}

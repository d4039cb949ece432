package import EventSourcing

/// What is particular to one government body: its name, its zone, its days off, its own rate cards and days for
/// objections.
package struct TenantProfile: Codable, Sendable, Equatable {
    package let tenant: TenantID
    package let displayName: String
    package let zone: IndonesianTimeZone
    /// Days of the week without work, Monday is 1; nil means Saturday and Sunday.
    package let weekend: [Int]?
    /// Days off beside, or instead of, the national ones; nil means the national list.
    package let holidays: [Holiday]?
    /// Nil means the national rate cards.
    package let rateCards: RateCards?
    /// Nil means the national rule for every kind of decision.
    package let objectionRules: ObjectionRules?

    package init(
        tenant: TenantID,
        displayName: String,
        zone: IndonesianTimeZone,
        weekend: [Int]? = nil,
        holidays: [Holiday]? = nil,
        rateCards: RateCards? = nil,
        objectionRules: ObjectionRules? = nil
    ) {
        self.tenant = tenant
        self.displayName = displayName
        self.zone = zone
        self.weekend = weekend
        self.holidays = holidays
        self.rateCards = rateCards
        self.objectionRules = objectionRules
    }

    package var calendar: WorkingDayCalendar {
        WorkingDayCalendar(
            zone: zone,
            weekend: Set(weekend ?? [6, 7]),
            holidays: holidays ?? IndonesianHolidays.known
        )
    }

    package var ratesInForce: RateCards { rateCards ?? .national }

    /// The days in which a decision of a kind may be contested that was made known at `instant`.
    package func objectionRule(for decisions: String, toldAt instant: Timestamp) -> ObjectionRule {
        objectionRules?.rule(for: decisions, on: zone.date(of: instant)) ?? .standard
    }
}

/// The bodies that a deployment serves.
package struct TenantProfiles: Codable, Sendable, Equatable {
    /// What the setting that names a file of profiles says of itself, in every service.
    package static let meaning =
        "the file with the tenants' zones, holidays, rate cards and days for objections; unset for the built-in ones"

    package let tenants: [TenantProfile]

    package init(_ tenants: [TenantProfile]) { self.tenants = tenants }

    /// The tenant's zone, calendar and rate cards; a tenant without a profile has Jakarta's and the national ones.
    package func profile(of tenant: TenantID) -> TenantProfile {
        tenants.first { $0.tenant == tenant }
            ?? TenantProfile(tenant: tenant, displayName: tenant.name, zone: .jakarta)
    }

    /// The four bodies of the demonstration.
    package static let known = TenantProfiles(
        [
            ("aceh", "Pemerintah Aceh", IndonesianTimeZone.jakarta),
            ("tebo", "Pemerintah Kabupaten Tebo", .jakarta),
            ("makassar", "Pemerintah Kota Makassar", .makassar),
            ("pematangsiantar", "Pemerintah Kota Pematangsiantar", .jakarta),
        ].compactMap { name, displayName, zone in
            TenantID(name).map { TenantProfile(tenant: $0, displayName: displayName, zone: zone) }
        }
    )
}

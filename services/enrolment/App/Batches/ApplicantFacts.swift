import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing

/// Gathers what the rules of a batch look at in somebody who asks for a seat.
struct ApplicantFacts {
    let desk: EnrolmentDesk
    let tenant: TenantID

    /// The facts about `person` at `now`.
    ///
    /// Employment and hours come from their own streams; units, prerequisites and clashes from the view, and only where
    /// the batch asks for them.
    func applicant(
        _ person: CivilServantID,
        _ registered: RegisteredCivilServant,
        for batch: BatchID,
        under rules: BatchScheduled,
        at now: Timestamp
    ) async throws -> Applicant {
        guard let employment = registered.employment, let rank = registered.rank, let level = registered.postLevel,
            let unit = registered.unit
        else { throw CivilServantRejection.notRegistered }
        let today = desk.profile(of: tenant).zone.date(of: now)
        if case .left(let day) = registered.phase, day < today { throw CivilServantRejection.hasLeft(on: day) }
        var applicant = Applicant(
            civilServant: person,
            employmentKind: employment.kind,
            rank: rank,
            postLevel: level,
            units: [unit],
            learningHoursThisYear: try await hours(of: person, employment, on: today)
        )
        if !rules.eligibleUnits.isEmpty {
            applicant.units = try await desk.view.unitsUpwards(from: unit, of: tenant)
        }
        if !rules.prerequisites.isEmpty {
            applicant.completedProgrammes = try await desk.view.completedProgrammes(of: person, tenant: tenant)
        }
        applicant.commitments = try await desk.view.commitments(of: person, tenant: tenant, besides: batch)
        return applicant
    }

    private func hours(of person: CivilServantID, _ employment: Employment, on day: CalendarDate) async throws -> Int {
        let ledger = try await desk.ledgers.state(of: EnrolmentStream.learningHours(of: person, of: tenant)).state
        let cards = desk.profile(of: tenant).ratesInForce
        return ledger.forecast(on: day, employment: employment, planned: 0, cards: cards)?.counted ?? 0
    }
}

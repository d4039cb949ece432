import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import Testing

@testable import LearningRecordProjection

struct LearningRecordForecastTests {
    /// A seat in a batch that ends at 16:30 UTC on New Year's Eve: half past eleven in Jakarta, half past midnight in
    /// Makassar.
    private func record() throws -> (record: LearningRecord, now: Timestamp) {
        let end = try #require(Timestamp("2026-12-31T16:30:00Z"))
        let person = LearningRecordPerson(
            id: CivilServantID(UUID()),
            number: nil,
            name: nil,
            employmentKind: .pns,
            rank: "III/a",
            unit: UnitID(UUID()),
            unitName: nil,
            postTitle: "Analis",
            postLevel: "ahli-pertama",
            superior: nil,
            startedOn: try #require(CalendarDate("2020-01-01")),
            leftOn: nil,
            isErased: false
        )
        let seat = Participation(
            batch: BatchID(UUID()),
            title: "Pelayanan publik",
            form: "technical",
            status: .enrolled,
            isBatchCancelled: false,
            startsAt: end.advanced(by: .seconds(-3_600)),
            endsAt: end,
            enrolledAt: nil,
            endedAt: nil,
            learningHours: nil,
            offeredLearningHours: 6
        )
        let tenant = try #require(TenantID("makassar"))
        let record = LearningRecord(
            tenant: tenant,
            person: person,
            participations: [seat],
            hours: [],
            exams: [],
            objections: [],
            timeline: [],
            notices: []
        )
        return (record, end.advanced(by: .seconds(-86_400)))
    }

    @Test(arguments: [(IndonesianTimeZone.jakarta, 6), (.makassar, 0)])
    func `a seat counts for the year that its batch ends in by the tenant's clocks`(
        zone: IndonesianTimeZone,
        planned: Int
    ) throws {
        let (record, now) = try record()
        let today = zone.date(of: now)
        let year = LearningYear(of: .calendar, containing: today, employedSince: record.person.startedOn)
        let card = try #require(RateCards.national.card(on: today))
        #expect(record.forecast(in: year, at: now, in: zone, by: card).planned == planned)
    }
}

import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import Testing

struct CalendarDateTests {
    @Test(arguments: ["2024-02-29", "1970-01-01", "0001-01-01", "9999-12-31", "2026-11-22"])
    func `reads what it writes`(text: String) throws {
        #expect(try #require(CalendarDate(text)).description == text)
    }

    @Test(arguments: [
        "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01T00:00:00Z", "",
        "+026-01-01", "0000-01-01",
    ])
    func `refuses what is no day`(text: String) { #expect(CalendarDate(text) == nil) }

    @Test func `knows weekdays and counts days`() throws {
        let sunday = try day("2026-11-22")
        #expect(sunday.weekday == 7)
        #expect(sunday.adding(days: 1).weekday == 1)
        #expect(try day("1969-12-31").weekday == 3)
        #expect(sunday.adding(days: 9) == (try day("2026-12-01")))
    }
}

struct WorkingDayCalendarTests {
    let makassar = WorkingDayCalendar(zone: .makassar, holidays: IndonesianHolidays.known)

    @Test func `knows the holidays and cuti bersama of 2024 to 2026`() throws {
        let known = IndonesianHolidays.known
        #expect(known.count == 80)
        #expect(known.count { $0.kind == .collectiveLeave } == 29)
        #expect(known.contains { $0.date == CalendarDate("2025-08-18") && $0.kind == .collectiveLeave })
        #expect(try !makassar.isWorkingDay(day("2026-01-01")))
        #expect(try makassar.isWorkingDay(day("2026-01-02")))
        #expect(try !makassar.isWorkingDay(day("2026-01-03")))
    }

    @Test func `60 working days from the Friday before a holiday, in Makassar`() throws {
        // Friday 2025-08-15, 23:30 there. Weekend, then cuti bersama on Monday the 18th; Maulid on Friday 5 September.
        let filed = try #require(Timestamp("2025-08-15T15:30:00Z"))
        #expect(makassar.zone.date(of: filed) == (try day("2025-08-15")))
        #expect(makassar.dueDate(of: filed, workingDays: 1) == (try day("2025-08-19")))
        let due = makassar.dueDate(of: filed, workingDays: 60)
        #expect(due == (try day("2025-11-11")))
        #expect(!makassar.isPast(due, at: try #require(Timestamp("2025-11-11T15:59:59Z"))))
        #expect(makassar.isPast(due, at: try #require(Timestamp("2025-11-11T16:00:00Z"))))
    }

    @Test func `the zone decides on which day something falls`() throws {
        let instant = try #require(Timestamp("2026-03-01T16:30:00Z"))
        #expect(IndonesianTimeZone.makassar.date(of: instant) == (try day("2026-03-02")))
        #expect(IndonesianTimeZone.jakarta.date(of: instant) == (try day("2026-03-01")))
        #expect(IndonesianTimeZone.jakarta.start(of: try day("2026-03-02")) == Timestamp("2026-03-01T17:00:00Z"))
        #expect("\(LocalTime(instant, in: .makassar))" == "2026-03-02 00:30 WITA")
    }
}

struct LearningTests {
    @Test func `learning years begin in January, or with the contract`() throws {
        let contract = LearningYear(
            of: .contract,
            containing: try day("2026-02-28"),
            employedSince: try day("2024-03-01")
        )
        #expect(contract == LearningYear(firstDay: try day("2025-03-01"), lastDay: try day("2026-02-28")))
        let leap = LearningYear(of: .contract, containing: try day("2025-02-28"), employedSince: try day("2024-02-29"))
        #expect(leap.firstDay == (try day("2025-02-28")))
        #expect(leap.lastDay == (try day("2026-02-27")))
        let calendar = LearningYear(
            of: .calendar,
            containing: try day("2026-12-31"),
            employedSince: try day("2024-03-01")
        )
        #expect(calendar == LearningYear(firstDay: try day("2026-01-01"), lastDay: try day("2026-12-31")))
    }

    @Test func `a begun JP does not count`() throws {
        #expect(LearningHours(minutes: 134).count == 2)
        #expect(LearningHours(minutes: 135).count == 3)
        #expect(violated { try LearningHours(0) } == "learning-hours.range")
    }

    @Test func `every form has a rate, and every unverified rule says so`() throws {
        let card = try #require(RateCards.national.card(on: day("2026-03-01")))
        for form in DevelopmentForm.allCases { #expect(card.rate(for: form)?.isUnverified == true) }
        #expect(card.rate(for: .coaching)?.maximumPerMonth == 4)
        #expect(card.limit(for: .pns)?.minimum == 20)
        #expect(card.limit(for: .pppk)?.maximum == 24)
        #expect(card.limit(for: .pppk)?.isUnverified == true)
    }

    @Test func `the forecast says what is missing to the duty, and what room is left below the cap`() throws {
        let card = try #require(RateCards.national.card(on: day("2026-03-01")))
        let pns = LearningHoursForecast(counted: 11, verified: 8, planned: 6, kind: .pns, card: card)
        #expect(pns.missing == 3)
        #expect(pns.roomBelowCap == nil)
        let pppk = LearningHoursForecast(counted: 11, verified: 8, planned: 6, kind: .pppk, card: card)
        #expect(pppk.missing == 0)
        #expect(pppk.roomBelowCap == 13)
    }
}

func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

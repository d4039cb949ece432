import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventSourcingTesting
import Testing

struct LearningHoursTests {
    typealias Ledger = Scenario<LearningHoursDecider>

    let pns = Employment(kind: .pns, startedOn: CalendarDate(day: "2015-04-01"))
    let pppk = Employment(kind: .pppk, startedOn: CalendarDate(day: "2024-03-01"))

    @Test func `own training is recorded and verified at once`() throws {
        let request = training(hours: 12, on: "2026-03-08")
        let outcome = Ledger.given().when(.record(request))
        let entry = try #require(outcome.state.entries[request.entry])
        #expect(entry.counted == 12)
        #expect(entry.isVerified)
        Ledger.given(history(request)).when(.record(request)).thenNothing()
        var other = request
        other.hours = 13
        Ledger.given(history(request)).when(.record(other)).thenRejected(.otherEntryRecorded)
    }

    @Test func `outside training is verified by somebody else`() throws {
        let request = claim(.course, hours: 8, on: "2026-03-08")
        let recorded = history(request)
        #expect(LearningHoursDecider.fold(recorded).entries[request.entry]?.isVerified == false)
        let verified = LearningHoursEvent.learningHoursVerified(
            LearningHoursVerified(entry: request.entry, basis: .evidenceChecked, verifier: budi)
        )
        Ledger.given(recorded).when(.verify(request.entry, of: ani, by: budi)).then(verified)
        Ledger.given(recorded).when(.verify(request.entry, of: ani, by: ani)).thenRejected(.ownVerification)
        Ledger.given(recorded + [verified]).when(.verify(request.entry, of: ani, by: budi)).thenNothing()
        Ledger.given(recorded).when(.verify(.number(99), of: ani, by: budi)).thenRejected(.unknownEntry)
    }

    @Test func `of three coaching sessions in one month only 4 JP count`() {
        let events = history(
            claim(.coaching, entry: 1, on: "2026-03-02"),
            claim(.coaching, entry: 2, on: "2026-03-12"),
            claim(.coaching, entry: 3, on: "2026-03-30"),
            claim(.coaching, entry: 4, on: "2026-04-01")
        )
        #expect(counted(events) == [2, 2, 0, 2])
        #expect(limits(events) == [[], [], [.month], []])
    }

    @Test func `coaching and mentoring have a month's cap each`() {
        let events = history(
            claim(.coaching, entry: 1, sessions: 2, on: "2026-03-02"),
            claim(.mentoring, entry: 2, sessions: 2, on: "2026-03-02")
        )
        #expect(counted(events) == [4, 4])
    }

    @Test func `at most 2 JP of self-learning count a day`() {
        let events = history(
            claim(.selfLearning, entry: 1, hours: 3, on: "2026-03-02"),
            claim(.selfLearning, entry: 2, hours: 1, on: "2026-03-02"),
            claim(.selfLearning, entry: 3, hours: 5, from: "2026-03-02", on: "2026-03-04")
        )
        #expect(counted(events) == [2, 0, 4])
    }

    @Test func `PPPK with 25 JP in one contract year have 24 counted and one flagged`() {
        let events = history(
            claim(.course, entry: 1, hours: 20, on: "2026-03-01", employment: pppk),
            claim(.course, entry: 2, hours: 5, on: "2027-02-28", employment: pppk),
            claim(.course, entry: 3, hours: 5, on: "2027-03-01", employment: pppk)
        )
        #expect(counted(events) == [20, 4, 5])
        #expect(limits(events) == [[], [.year], []])
    }

    @Test func `PNS have no cap, and the duty is a report`() throws {
        let ledger = LearningHoursDecider.fold(history(claim(.course, hours: 15, on: "2026-03-01")))
        let short = try #require(
            ledger.forecast(on: CalendarDate(day: "2026-06-01"), employment: pns, planned: 2, cards: .national)
        )
        #expect(short.counted == 15)
        #expect(short.verified == 0)
        #expect(short.missing == 3)
        #expect(short.duty == 20)
        #expect(!short.meetsDuty)
        #expect(short.rateCard == "perlan-10-2018.1")
        let next = ledger.forecast(on: CalendarDate(day: "2027-01-01"), employment: pns, planned: 0, cards: .national)
        #expect(next?.counted == 0)
    }

    @Test func `cancelling makes room for what a cap had cut`() {
        let events = history(
            claim(.coaching, entry: 1, on: "2026-03-02"),
            claim(.coaching, entry: 2, on: "2026-03-12"),
            claim(.coaching, entry: 3, on: "2026-03-30"),
            claim(.coaching, entry: 4, on: "2026-03-31")
        )
        let cancel = LearningHoursCommand.cancel(.number(1), .duplicate, note: nil, cards: .national)
        let cancelled = LearningHoursEvent.learningHoursCancelled(
            LearningHoursCancelled(entry: .number(1), reason: .duplicate)
        )
        let recounted = LearningHoursEvent.learningHoursRecounted(
            LearningHoursRecounted(
                entry: .number(3),
                counted: 2,
                limits: [],
                rateCard: "perlan-10-2018.1",
                cause: .number(1)
            )
        )
        Ledger.given(events).when(cancel).then(cancelled, recounted)
        Ledger.given(events + [cancelled, recounted]).when(cancel).thenNothing()
        Ledger.given().when(cancel).thenRejected(.unknownEntry)
        Ledger.given(events + [cancelled]).when(.verify(.number(1), of: ani, by: budi)).thenRejected(.cancelled)
        Ledger.given(events + [cancelled]).when(.record(claim(.coaching, entry: 1, on: "2026-03-02")))
            .thenRejected(.cancelled)
    }

    @Test func `the rate card in force on the last day decides`() {
        let cards = RateCards([
            card("lama", from: "2020-01-01", hoursPerSession: 2), card("baru", from: "2026-04-01", hoursPerSession: 3),
        ])
        let events = history(
            claim(.coaching, entry: 1, on: "2026-03-31", cards: cards),
            claim(.coaching, entry: 2, on: "2026-04-01", cards: cards)
        )
        #expect(counted(events) == [2, 3])
        Ledger.given().when(.record(claim(.coaching, on: "2019-12-31", cards: cards)))
            .thenRejected(.noRateCard(on: CalendarDate(day: "2019-12-31")))
        Ledger.given().when(.record(claim(.seminar, on: "2026-04-01", cards: cards)))
            .thenRejected(.formNotRated(.seminar))
    }

    @Test func `refuses dates and amounts that cannot be`() {
        let future = claim(.course, hours: 8, on: "2027-12-31", today: "2026-03-01")
        Ledger.given().when(.record(future)).thenRejected(.notYetOver(CalendarDate(day: "2027-12-31")))
        Ledger.given().when(.record(claim(.course, hours: 8, from: "2026-03-02", on: "2026-03-01")))
            .thenRejected(.endsBeforeItStarts)
        Ledger.given().when(.record(claim(.course, hours: 8, from: "2024-03-02", on: "2026-03-01")))
            .thenRejected(.longerThanAYear)
        Ledger.given().when(.record(claim(.course, hours: 0, on: "2026-03-01"))).thenRejected(.quantityOutOfRange)
        Ledger.given().when(.record(claim(.coaching, sessions: 0, on: "2026-03-01")))
            .thenRejected(.quantityOutOfRange)
    }

    private func history(_ requests: RecordHours...) -> [LearningHoursEvent] {
        requests.reduce(into: []) { events, request in
            events +=
                (try? LearningHoursDecider.decide(.record(request), given: LearningHoursDecider.fold(events))) ?? []
        }
    }

    private func recorded(_ events: [LearningHoursEvent]) -> [LearningHoursRecorded] {
        events.compactMap { if case .learningHoursRecorded(let fact) = $0 { fact } else { nil } }
    }

    private func counted(_ events: [LearningHoursEvent]) -> [Int] { recorded(events).map(\.counted) }

    private func limits(_ events: [LearningHoursEvent]) -> [[HoursLimit]] { recorded(events).map(\.limits) }

    private func training(hours: Int, on day: String) -> RecordHours {
        RecordHours(
            entry: .number(500),
            source: .training(.number(500), programme),
            form: .technical,
            startedOn: CalendarDate(day: day),
            endedOn: CalendarDate(day: day),
            hours: hours,
            employment: pns,
            today: CalendarDate(day: "2027-06-01")
        )
    }

    private func claim(
        _ form: DevelopmentForm,
        entry: UInt64 = 1,
        hours: Int = 0,
        sessions: Int = 1,
        from first: String? = nil,
        on day: String,
        employment: Employment? = nil,
        today: String = "2027-06-01",
        cards: RateCards = .national
    ) -> RecordHours {
        RecordHours(
            entry: .number(entry),
            source: .outside(title: .sealed("judul"), evidence: .sealed("sertifikat")),
            form: form,
            startedOn: CalendarDate(day: first ?? day),
            endedOn: CalendarDate(day: day),
            hours: hours,
            sessions: sessions,
            employment: employment ?? pns,
            today: CalendarDate(day: today),
            cards: cards
        )
    }

    private func card(_ version: String, from day: String, hoursPerSession: Int) -> RateCard {
        let rate = Rate(
            form: .coaching,
            unit: .session,
            hoursPerUnit: hoursPerSession,
            source: "contoh",
            isUnverified: true
        )
        return RateCard(version: version, effectiveFrom: CalendarDate(day: day), rates: [rate], yearlyLimits: [])
    }
}

struct WhenParticipantResultIsKnownTests {
    let batch: BatchID = .number(500)
    let employment = Employment(kind: .pns, startedOn: CalendarDate(day: "2015-04-01"))

    @Test func `a completion asks the ledger to record its hours, under the batch's id`() throws {
        let reaction = try #require(react(to: completed, hasEntry: false))
        #expect(reaction.civilServant == ani)
        let events = try LearningHoursDecider.decide(reaction.command, given: LearningHoursLedger())
        #expect(LearningHoursDecider.fold(events).entries[.number(500)]?.counted == 12)
        #expect(WhenParticipantResultIsKnown.civilServant(concernedBy: completed) == ani)
    }

    @Test func `a completion taken back cancels the entry, if there is one`() {
        #expect(react(to: notCompleted, hasEntry: false) == nil)
        #expect(
            react(to: notCompleted, hasEntry: true)?.command
                == .cancel(.number(500), .completionRevoked, note: nil, cards: .national)
        )
    }

    @Test func `other facts do not concern the ledger`() {
        #expect(react(to: enrolled(ani), hasEntry: false) == nil)
        #expect(WhenParticipantResultIsKnown.civilServant(concernedBy: enrolled(ani)) == nil)
    }

    private func react(to event: BatchEvent, hasEntry: Bool) -> WhenParticipantResultIsKnown.Reaction? {
        WhenParticipantResultIsKnown.reaction(
            to: event,
            of: batch,
            employment: employment,
            hasEntry: hasEntry,
            today: CalendarDate(day: "2026-03-09"),
            cards: .national
        )
    }

    private var completed: BatchEvent {
        history(attendance: [attended(ani, firstSession), attended(ani, secondSession)])
    }

    private var notCompleted: BatchEvent { history(attendance: []) }

    private func history(attendance: [BatchEvent]) -> BatchEvent {
        let batch = BatchDecider.fold([scheduled(), enrolled(ani)] + attendance)
        let result = try? BatchDecider.decide(.evaluate(ani, at: .t(150)), given: batch)
        guard let event = result?.first else { preconditionFailure("no result") }
        return event
    }
}

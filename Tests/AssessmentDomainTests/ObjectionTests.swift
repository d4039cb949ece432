import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
import Testing

struct ObjectionTests {
    private let calendar = WorkingDayCalendar(zone: .makassar, holidays: [])

    /// Monday 2 March 2026, 09:00 in Makassar, and the same hour `days` later.
    private func day(_ days: Int) -> Timestamp { .t(days * 24 * 60) }

    private func filing(
        _ kind: ContestedKind = .examResult,
        at instant: Timestamp,
        rule: ObjectionRule = .standard,
        _ change: (inout FileObjection) -> Void = { _ in }
    ) -> ObjectionCommand {
        var request = FileObjection(
            contested: ContestedDecision(
                kind: kind,
                decision: .number(400),
                concerns: ani,
                deciders: [budi, citra],
                announcedAt: day(0)
            ),
            objector: ani,
            grounds: .sealed("alasan"),
            rule: rule,
            calendar: calendar,
            at: instant
        )
        change(&request)
        return .file(request)
    }

    private func run(_ commands: [ObjectionCommand]) -> [ObjectionEvent] {
        commands.reduce(into: []) { history, command in
            guard let more = try? ObjectionDecider.decide(command, given: ObjectionDecider.fold(history)) else {
                preconditionFailure("refused: \(command)")
            }
            history += more
        }
    }

    private func deciding(
        _ outcome: ObjectionOutcome,
        recalculates: Bool,
        by person: CivilServantID = dewi,
        at instant: Timestamp
    ) -> ObjectionCommand {
        .decide(
            DecideObjection(
                reviewer: person,
                outcome: outcome,
                reasons: .sealed("pertimbangan"),
                needsRecalculation: recalculates,
                calendar: calendar,
                at: instant
            )
        )
    }

    private var heard: [ObjectionEvent] {
        run([
            filing(at: day(1)), .assignReviewer(dewi, at: day(2)),
            .hear(budi, statement: .sealed("keterangan"), at: day(3)),
        ])
    }

    @Test(arguments: ContestedKind.allCases)
    func `day 14 is accepted and day 15 refused, whatever is contested`(kind: ContestedKind) throws {
        // Working days: 14 of them after Monday 2 March end on Friday 20 March.
        let none = ObjectionScenario.given()
        let filed = none.when(filing(kind, at: day(18))).state.filing
        #expect(filed?.lastFilingDay == CalendarDate(day: "2026-03-20"))
        #expect(filed?.kind == kind && filed?.rule == "pp-30-2019.v1" && filed?.timeZone == .makassar)
        none.when(filing(kind, at: day(19))).thenRejected(.windowClosed(CalendarDate(day: "2026-03-20")))
        // Calendar days: Monday 16 March.
        let rule = ObjectionRule(name: "hari-kalender.v1", days: .calendar, filing: 14, hearing: 5, decision: 14)
        #expect(none.when(filing(kind, at: day(14), rule: rule)).state.phase == .filed)
        none.when(filing(kind, at: day(15), rule: rule)).thenRejected(.windowClosed(CalendarDate(day: "2026-03-16")))
    }

    @Test func `the day ends at midnight in the tenant's zone`() {
        // 20 March 15:59 UTC is 23:59 in Makassar.
        let last = Timestamp("2026-03-20T15:59:59Z") ?? day(0)
        #expect(ObjectionScenario.given().when(filing(at: last)).state.phase == .filed)
        ObjectionScenario.given().when(filing(at: last.advanced(by: .seconds(1))))
            .thenRejected(.windowClosed(CalendarDate(day: "2026-03-20")))
    }

    @Test func `the promised day wins over a calendar that has changed`() {
        let promised = filing(at: day(22)) { $0.contested.lastFilingDay = CalendarDate(day: "2026-03-24") }
        #expect(ObjectionScenario.given().when(promised).state.phase == .filed)
    }

    @Test func `only whom it concerns may contest, and once`() {
        ObjectionScenario.given().when(filing(at: day(1)) { $0.objector = eko }).thenRejected(.notOwn)
        ObjectionScenario.given().when(filing(at: day(-1))).thenRejected(.decisionInFuture)
        let filed = ObjectionScenario.given(run([filing(at: day(1))]))
        filed.when(filing(at: day(2))).thenNothing()
        filed.when(filing(at: day(2)) { $0.contested.question = .number(3) }).thenRejected(.alreadyFiled)
    }

    @Test func `somebody else reviews`() {
        let filed = ObjectionScenario.given(run([filing(at: day(1))]))
        filed.when(.assignReviewer(ani, at: day(2))).thenRejected(.reviewerIsObjector)
        filed.when(.assignReviewer(budi, at: day(2))).thenRejected(.reviewerMadeDecision)
        let assigned = run([filing(at: day(1)), .assignReviewer(dewi, at: day(2))])
        ObjectionScenario.given(assigned).when(.assignReviewer(eko, at: day(2))).thenRejected(.alreadyAssigned)
        let recused = ObjectionScenario.given(
            assigned + [.reviewerRecused(ReviewerRecused(reviewer: dewi, reason: reason.text))]
        )
        recused.when(.assignReviewer(dewi, at: day(3))).thenRejected(.reviewerRecused)
        #expect(recused.when(.assignReviewer(eko, at: day(3))).state.reviewer == eko)
    }

    @Test func `nothing is decided before both sides are heard`() {
        let assigned = run([filing(at: day(1)), .assignReviewer(dewi, at: day(2))])
        let scenario = ObjectionScenario.given(assigned)
        scenario.when(deciding(.upheld, recalculates: true, at: day(3))).thenRejected(.bothSidesNotHeard)
        scenario.when(.hear(eko, statement: .sealed("x"), at: day(3))).thenRejected(.notParty)
        // Filed on Tuesday 3 March: five working days end on Tuesday 10 March.
        let due = CalendarDate(day: "2026-03-10")
        scenario.when(.noteMissed(.decider, at: day(8))).thenRejected(.mayStillSpeak(due))
        scenario.when(.noteMissed(.decider, at: day(9))).then(
            .statementMissed(StatementMissed(party: .decider, dueOn: due))
        )
        let missed = ObjectionScenario.given(
            assigned + [.statementMissed(StatementMissed(party: .decider, dueOn: due))]
        )
        missed.when(.hear(budi, statement: .sealed("x"), at: day(9))).thenRejected(.alreadyMissed)
        #expect(missed.when(deciding(.rejected, recalculates: false, at: day(10))).state.phase == .final)
    }

    @Test func `a rejected objection is final at once`() {
        let scenario = ObjectionScenario.given(heard)
        #expect(scenario.when(deciding(.rejected, recalculates: false, at: day(5))).state.phase == .final)
        scenario.when(deciding(.rejected, recalculates: true, at: day(5))).thenRejected(.recalculationForRejected)
        scenario.when(deciding(.upheld, recalculates: true, by: eko, at: day(5))).thenRejected(.notReviewer)
    }

    @Test func `an upheld one is final when the result is computed again`() {
        let decided = heard + run(after: heard, [deciding(.upheld, recalculates: true, at: day(5))])
        #expect(ObjectionDecider.fold(decided).phase == .decided)
        let done = run(after: decided, [.recordRecalculation(before: text("50,00"), after: text("70,00"), at: day(6))])
        #expect(
            done == [
                .resultRecalculated(
                    ResultRecalculated(before: "50,00", after: "70,00", changed: true, recalculatedAt: day(6))
                ),
                .objectionBecameFinal(ObjectionBecameFinal(outcome: .upheld, finalAt: day(6))),
            ]
        )
        let final = ObjectionScenario.given(decided + done)
        final.when(.assignReviewer(eko, at: day(7))).thenRejected(.final)
        final.when(.withdraw(ani, at: day(7))).thenRejected(.final)
        final.when(deciding(.rejected, recalculates: false, at: day(7))).thenRejected(.final)
    }

    private func run(after history: [ObjectionEvent], _ commands: [ObjectionCommand]) -> [ObjectionEvent] {
        var all = history
        for command in commands {
            guard let more = try? ObjectionDecider.decide(command, given: ObjectionDecider.fold(all)) else {
                preconditionFailure("refused: \(command)")
            }
            all += more
        }
        return Array(all.dropFirst(history.count))
    }

    @Test func `a late decision is still a decision and says so`() throws {
        let events = run(after: heard, [deciding(.rejected, recalculates: false, at: day(22))])
        guard case .objectionDecided(let fact) = try #require(events.first) else {
            Issue.record("not decided")
            return
        }
        #expect(fact.late)
    }

    @Test func `the objector may withdraw`() {
        let scenario = ObjectionScenario.given(heard)
        #expect(scenario.when(.withdraw(ani, at: day(4))).state.phase == .final)
        scenario.when(.withdraw(budi, at: day(4))).thenRejected(.notParty)
    }

    @Test func `a released exam result can be contested until the day that was told`() throws {
        let events = history(
            .start(starting(exam(scheduling([.numeric])))),
            .closeIfDue(at: .t(60), hash: testHash),
            .mark(MarkAttempt(keys: keys))
        )
        #expect(ContestedDecision(.number(400), of: attempt(events), deciders: []) == nil)
        let released =
            events
            + (try AttemptDecider.decide(
                .release(at: .t(240), objectionsUntil: dueDay),
                given: attempt(events)
            ))
        let contested = try #require(ContestedDecision(.number(400), of: attempt(released), deciders: [budi]))
        #expect(contested.concerns == ani && contested.lastFilingDay == dueDay && contested.announcedAt == .t(240))
    }
}

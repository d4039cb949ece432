import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
import Testing

struct AttemptClockTests {
    private func deadline(_ commands: AttemptCommand...) -> Timestamp? {
        var attempt = Attempt()
        for command in commands {
            guard let events = try? AttemptDecider.decide(command, given: attempt) else { return nil }
            for event in events { AttemptDecider.evolve(&attempt, by: event) }
        }
        return attempt.clock?.deadline
    }

    private func incident(_ number: UInt64, _ from: Int, _ until: Int, at now: Int) -> AttemptCommand {
        .countIncident(.number(number), from: .t(from), until: .t(until), at: .t(now))
    }

    @Test func `whoever starts late has the standard time only until the exam closes`() {
        #expect(deadline(.start(starting(at: 200))) == .t(240))
    }

    @Test func `extra time of the accommodation profile is added even after the closing`() {
        let exam = exam(scheduling(), .arrangeExtraTime(ani, percent: 25, basis: nil))
        #expect(deadline(.start(starting(exam, at: 0))) == .t(75))
        #expect(deadline(.start(starting(exam, at: 200))) == .t(255))
        #expect(deadline(.start(starting(exam, by: budi, at: 0))) == .t(60))
    }

    @Test func `pauses and incidents are given back, and time in both only once`() {
        #expect(
            deadline(
                .start(starting()),
                .pause(.technical, by: dewi, at: .t(10)),
                .resume(at: .t(20)),
                incident(1, 15, 30, at: 31)
            ) == .t(80)
        )
        #expect(deadline(.start(starting()), incident(1, 10, 20, at: 20), incident(2, 12, 18, at: 20)) == .t(70))
        #expect(deadline(.start(starting(at: 15)), incident(1, 10, 20, at: 20)) == .t(80))
        #expect(deadline(.start(starting(at: 15)), incident(1, 10, 15, at: 20)) == .t(75))
    }

    @Test func `an incident after the time was up gives nothing, one across it gives what was left and more`() {
        #expect(deadline(.start(starting()), incident(1, 60, 70, at: 70)) == .t(60))
        #expect(deadline(.start(starting()), incident(1, 55, 75, at: 75)) == .t(80))
    }

    @Test func `the clock has no deadline while it stands still`() {
        let paused = AttemptScenario.given(history(.start(starting()), .pause(.health, by: dewi, at: .t(50))))
        #expect(paused.when(.resume(at: .t(300))).state.clock?.deadline == .t(310))
        paused.when(.closeIfDue(at: .t(90), hash: testHash)).thenRejected(.timeIsNotUp)
        paused.when(.pause(.technical, by: dewi, at: .t(51))).thenNothing()
        paused.when(.submit(phone, at: .t(51), hash: testHash)).thenRejected(.paused)
        #expect(paused.when(saving(at: 51)).state.aside.map(\.aside) == [.whilePaused])
        AttemptScenario.given(history(.start(starting()))).when(.resume(at: .t(5))).thenNothing()
        AttemptScenario.given(history(.start(starting()))).when(.pause(.technical, by: dewi, at: .t(60)))
            .thenRejected(.timeIsUp(LocalTime(.t(60), in: .jakarta)))
    }

    @Test func `time given afterwards admits what came late and reopens what was closed`() throws {
        let events = history(
            .start(starting()),
            saving(.numeric, .number("1"), number: 1, at: 50),
            saving(.numeric, .number("2"), number: 2, at: 61),
            saving(.essay, number: 3, at: 75),
            .closeIfDue(at: .t(76), hash: testHash)
        )
        let closed = AttemptScenario.given(events)
        closed.when(incident(1, 20, 30, at: 77)).then(
            .incidentCounted(
                IncidentCounted(incident: .number(1), from: .t(20), until: .t(30), deadline: .t(70))
            ),
            .attemptReopened(AttemptReopened(reopenedAt: .t(77), deadline: .t(70))),
            .answerAdmitted(AnswerAdmitted(receipt: 2, question: KindExample.id(.numeric)))
        )
        let state = closed.when(incident(1, 20, 30, at: 77)).state
        #expect(state.answers[KindExample.id(.numeric)]?.answer.number == "2")
        #expect(state.aside.map(\.receipt) == [3])
        #expect(state.receipt(of: phone, clientNumber: 2)?.aside == nil)
        let granted = closed.when(.grantTime(minutes: 30, by: dewi, reason: reason, at: .t(77))).state
        #expect(granted.phase == .open && granted.clock?.deadline == .t(90) && granted.aside.isEmpty)
    }

    @Test func `refuses time that cannot be given`() {
        let running = AttemptScenario.given(history(.start(starting())))
        running.when(.grantTime(minutes: 0, by: dewi, reason: reason, at: .t(5))).thenRejected(.minutesOutOfRange)
        running.when(incident(1, 5, 10, at: 9)).thenRejected(.incidentOutOfRange)
        running.when(incident(1, -20, -10, at: 9)).thenNothing()
        let counted = AttemptScenario.given(history(.start(starting()), incident(1, 5, 10, at: 10)))
        counted.when(incident(1, 5, 10, at: 11)).thenNothing()
        let submitted = history(.start(starting()), .submit(phone, at: .t(9), hash: testHash))
        AttemptScenario.given(submitted).when(incident(1, 5, 9, at: 10)).thenRejected(.over)
    }

    /// Closed at its time and marked by keys, within the second.
    private func marked(_ kinds: [QuestionKind], _ commands: AttemptCommand...) -> [AttemptEvent] {
        let start = AttemptCommand.start(starting(exam(scheduling(kinds))))
        return ([start] + commands + [.closeIfDue(at: .t(60), hash: testHash), .mark(MarkAttempt(keys: keys))])
            .reduce(into: []) { history, command in
                let events = try? AttemptDecider.decide(command, given: attempt(history))
                history += events ?? []
            }
    }

    @Test func `whoever was closed and marked during an incident goes on, and is marked anew`() throws {
        let events = marked([.numeric], saving(.numeric, .number("1"), at: 10))
        let closed = AttemptScenario.given(events)
        #expect(attempt(events).marking.result?.pointsHundredths == 0)
        let incident = incident(1, 50, 75, at: 75)
        closed.when(incident).then(
            .incidentCounted(
                IncidentCounted(incident: .number(1), from: .t(50), until: .t(75), deadline: .t(85))
            ),
            .attemptReopened(AttemptReopened(reopenedAt: .t(75), deadline: .t(85)))
        )
        let open = closed.when(incident).state
        #expect(open.phase == .open && !open.marking.isMarked && open.marking.result == nil && open.marking.marks == [])
        var again = open
        for command: AttemptCommand in [
            saving(.numeric, number: 2, at: 80), .closeIfDue(at: .t(85), hash: testHash),
            .mark(MarkAttempt(keys: keys)),
        ] {
            for event in try AttemptDecider.decide(command, given: again) { AttemptDecider.evolve(&again, by: event) }
        }
        #expect(again.marking.result?.scoreHundredths == 10_000)
    }

    @Test func `an incident that leaves no time changes no mark, and enough time given by hand opens it`() {
        let closed = AttemptScenario.given(marked([.numeric], saving(.numeric, at: 10)))
        let late = closed.when(incident(1, 50, 75, at: 100)).state
        #expect(late.phase == .closed && late.marking.isMarked)
        closed.when(.grantTime(minutes: 5, by: dewi, reason: reason, at: .t(75)))
            .thenRejected(.timeNotEnough(minutes: 16))
        closed.when(.grantTime(minutes: 15, by: dewi, reason: reason, at: .t(75)))
            .thenRejected(.timeNotEnough(minutes: 16))
        let open = closed.when(.grantTime(minutes: 16, by: dewi, reason: reason, at: .t(75))).state
        #expect(open.phase == .open && open.clock?.deadline == .t(76) && !open.marking.isMarked)
    }

    @Test func `time is not given when markers have an essay, or the candidate has the result`() {
        let written = marked([.numeric, .essay], saving(.essay, at: 10))
        let essay = AttemptScenario.given(written)
        essay.when(incident(1, 50, 75, at: 75)).thenRejected(.essaysWithMarkers)
        essay.when(.grantTime(minutes: 60, by: dewi, reason: reason, at: .t(75))).thenRejected(.essaysWithMarkers)
        #expect(!attempt(written).mayGetTime)
        // Nobody has an essay that was not written.
        let empty = AttemptScenario.given(marked([.numeric, .essay], saving(.numeric, at: 10)))
        #expect(empty.when(incident(1, 50, 75, at: 75)).state.phase == .open)
        let told = marked([.numeric])
        let release = AttemptCommand.release(at: .t(70), objectionsUntil: dueDay)
        let known = told + ((try? AttemptDecider.decide(release, given: attempt(told))) ?? [])
        let released = AttemptScenario.given(known)
        released.when(incident(1, 50, 75, at: 75)).thenRejected(.alreadyReleased)
        #expect(!attempt(known).mayGetTime)
    }

    @Test func `events that move the deadline say where it is now`() {
        let events = history(
            .start(starting()),
            .grantTime(minutes: 5, by: dewi, reason: reason, at: .t(1)),
            .pause(.technical, by: dewi, at: .t(10)),
            .resume(at: .t(12))
        )
        let said = events.compactMap { event -> Timestamp? in
            switch event {
            case .extraTimeGranted(let fact): fact.deadline
            case .attemptResumed(let fact): fact.deadline
            case .attemptStarted(let fact): fact.deadline
            default: nil
            }
        }
        #expect(said == [.t(60), .t(65), .t(67)])
    }
}

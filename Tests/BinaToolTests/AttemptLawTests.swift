import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import Foundation
import Testing

@testable import BinaTool

/// What the verifier demands of an attempt, whoever wrote its events.
struct AttemptLawTests {
    private let question = QuestionID(UUID())
    private let first = ExamSessionID(UUID())
    private let second = ExamSessionID(UUID())

    /// What is broken by the last of the events, each given at a minute after the start of an hour's attempt.
    private func broken(by events: AttemptEvent...) -> [String] {
        var law = AttemptLaw()
        var broken: [BrokenLaw] = law.take(.assessment(.attempt(started)))
        for event in events { broken = law.take(.assessment(.attempt(event))) }
        return broken.map(\.expected)
    }

    @Test func `a whole attempt breaks nothing`() {
        #expect(broken(by: saved(1, at: 1), opened, saved(2, by: second, at: 2), submitted(2, at: 3)) == [])
        #expect(broken(by: saved(1, at: 59), aside(2, at: 60), closed(2, at: 60)) == [])
        let late = [paused(at: 10), resumed(at: 30, until: 80), saved(1, at: 79)]
        #expect(broken(by: late[0], late[1]) == [])
        #expect(broken(by: late[0], late[1], late[2]) == [])
        #expect(broken(by: aside(1, at: 65), granted(10, until: 70), admitted(1), saved(2, at: 69)) == [])
    }

    @Test func `receipts have no gap and no double`() {
        #expect(broken(by: saved(2, at: 1)) == ["receipt 1"])
        #expect(broken(by: saved(1, at: 1), saved(1, number: 2, at: 2)) == ["receipt 2"])
        #expect(broken(by: saved(1, at: 1), submitted(2, at: 2)) == ["the last receipt, 1"])
        #expect(broken(by: saved(1, number: 7, at: 1), aside(2, number: 7, at: 61)).count == 1)
    }

    @Test func `nothing counts that came too late, from two sessions, or while the clock stood still`() {
        #expect(broken(by: saved(1, at: 60)).count == 1)
        #expect(broken(by: opened, saved(1, by: first, at: 1)).count == 1)
        #expect(broken(by: paused(at: 1), saved(1, at: 2)).count == 1)
        #expect(broken(by: submitted(0, at: 1), saved(1, at: 2)).count == 1)
        #expect(broken(by: aside(1, at: 65), granted(3, until: 63), admitted(1)).count == 1)
    }

    @Test func `a deadline is what happened to the clock makes of it`() {
        #expect(broken(by: granted(10, until: 71)).count == 1)
        #expect(broken(by: paused(at: 10), resumed(at: 30, until: 81)).count == 1)
        #expect(broken(by: closed(0, at: 61)).count == 1)
        // Stretches that overlap are given back once; one after the end is not.
        #expect(broken(by: incident(from: 10, to: 20, until: 70), incident(from: 15, to: 25, until: 75)) == [])
        #expect(broken(by: incident(from: 10, to: 20, until: 70), incident(from: 70, to: 90, until: 70)) == [])
        #expect(broken(by: incident(from: 10, to: 20, until: 70), incident(from: 65, to: 90, until: 95)) == [])
    }

    // MARK: - the events

    private func minute(_ number: Int) -> Timestamp { Timestamp(microseconds: Int64(number) * 60_000_000) }

    private var started: AttemptEvent {
        .attemptStarted(
            AttemptStarted(
                exam: ExamID(UUID()),
                civilServant: CivilServantID(UUID()),
                number: 1,
                timeZone: .jakarta,
                seed: "0000000000000001",
                paper: [],
                startedAt: minute(0),
                durationMinutes: 60,
                closesAt: minute(600),
                extraMinutes: 0,
                passPercent: 60,
                rule: "test.v1",
                deadline: minute(60),
                session: first
            )
        )
    }

    private var opened: AttemptEvent {
        .sessionOpened(SessionOpened(session: second, replaced: first, openedAt: minute(1)))
    }

    private func saved(_ receipt: Int, by session: ExamSessionID? = nil, number: Int? = nil, at time: Int)
        -> AttemptEvent
    {
        .answerSaved(
            AnswerSaved(
                receipt: receipt,
                question: question,
                session: session ?? first,
                clientNumber: number ?? receipt,
                savedAt: minute(time),
                answer: GivenAnswer(options: [], pairs: [])
            )
        )
    }

    private func aside(_ receipt: Int, number: Int? = nil, at time: Int) -> AttemptEvent {
        .answerKeptAside(
            AnswerKeptAside(
                receipt: receipt,
                question: question,
                session: first,
                clientNumber: number ?? receipt,
                arrivedAt: minute(time),
                reason: .afterDeadline,
                answer: GivenAnswer(options: [], pairs: [])
            )
        )
    }

    private func admitted(_ receipt: Int) -> AttemptEvent {
        .answerAdmitted(AnswerAdmitted(receipt: receipt, question: question))
    }

    private func granted(_ minutes: Int, until deadline: Int) -> AttemptEvent {
        .extraTimeGranted(
            ExtraTimeGranted(
                minutes: minutes,
                grantedBy: CivilServantID(UUID()),
                grantedAt: minute(1),
                reason: "listrik",
                deadline: minute(deadline)
            )
        )
    }

    private func paused(at time: Int) -> AttemptEvent {
        .attemptPaused(
            AttemptPaused(pausedAt: minute(time), reason: .technical, orderedBy: CivilServantID(UUID()))
        )
    }

    private func resumed(at time: Int, until deadline: Int) -> AttemptEvent {
        .attemptResumed(AttemptResumed(resumedAt: minute(time), deadline: minute(deadline)))
    }

    private func incident(from: Int, to: Int, until deadline: Int) -> AttemptEvent {
        .incidentCounted(
            IncidentCounted(
                incident: IncidentID(UUID()),
                from: minute(from),
                until: minute(to),
                deadline: minute(deadline)
            )
        )
    }

    private func submitted(_ receipt: Int, at time: Int) -> AttemptEvent {
        .attemptSubmitted(
            AttemptSubmitted(submittedAt: minute(time), answered: 1, lastReceipt: receipt, digest: "")
        )
    }

    private func closed(_ receipt: Int, at time: Int) -> AttemptEvent {
        .attemptClosed(
            AttemptClosed(closedAt: minute(time), reason: .timeUp, answered: 1, lastReceipt: receipt, digest: "")
        )
    }
}

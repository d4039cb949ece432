import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
import Testing

struct ExamTests {
    @Test func `schedules with the rule that results are computed by`() {
        let exam = exam()
        #expect(exam.rules?.rule == "share-of-points.v1")
        #expect(exam.times?.durationMinutes == 60)
        #expect(!exam.mayShowKeys)
    }

    @Test func `scheduling the same again changes nothing, and something else is refused`() throws {
        let events = try ExamDecider.decide(.schedule(scheduling()), given: Exam())
        ExamScenario.given(events).when(.schedule(scheduling())).thenNothing()
        ExamScenario.given(events).when(.schedule(scheduling { $0.passPercent = 70 })).thenRejected(.alreadyScheduled)
    }

    private func scheduling(_ change: (inout ScheduleExam) -> Void = { _ in }) -> ScheduleExam {
        AssessmentDomainTests.scheduling(QuestionKind.allCases, change)
    }

    @Test func `refuses what cannot be sat`() {
        func refused(_ expected: ExamRejection, _ change: (inout ScheduleExam) -> Void) {
            ExamScenario.given().when(.schedule(scheduling(change))).thenRejected(expected)
        }
        refused(.batchCancelled) { $0.isBatchCancelled = true }
        refused(.closesBeforeItOpens) { $0.times.closesAt = .t(0) }
        refused(.durationOutOfRange) { $0.times.durationMinutes = 0 }
        refused(.passPercentOutOfRange) { $0.passPercent = 101 }
        refused(.attemptsOutOfRange) { $0.attemptsAllowed = 0 }
        refused(.poolOutOfRange) { $0.pool = [] }
        refused(.poolOutOfRange) { $0.mode = .external }
        refused(.questionTwice(KindExample.id(.essay))) { $0.pool.append(KindExample.pooled(.essay)) }
        refused(.blueprintNotFillable("Sejarah", missing: 2)) {
            $0.blueprint = [BlueprintRow(topic: "Sejarah", difficulty: nil, count: 2)]
        }
        refused(.blueprintNotFillable("Pelayanan publik", missing: 1)) {
            $0.blueprint = [
                BlueprintRow(topic: "Pelayanan publik", difficulty: .medium, count: 9),
                BlueprintRow(topic: "Pelayanan publik", difficulty: nil, count: 1),
            ]
        }
        refused(.blueprintOutOfRange) {
            $0.blueprint = [BlueprintRow(topic: "Pelayanan publik", difficulty: nil, count: 0)]
        }
    }

    @Test func `releases after it closed, with the last day for objections in working days`() {
        let scheduled = try? ExamDecider.decide(.schedule(scheduling()), given: Exam())
        let exam = ExamScenario.given(scheduled ?? [])
        let calendar = WorkingDayCalendar(
            zone: .jakarta,
            holidays: [Holiday(date: CalendarDate(day: "2026-03-04"), name: "Libur", kind: .national)]
        )
        exam.when(.releaseResults(at: .t(239), calendar: calendar))
            .thenRejected(.notReleasedBeforeClosing(LocalTime(.t(240), in: .jakarta)))
        let released = exam.when(.releaseResults(at: .t(240), calendar: calendar))
        // 14 working days after Monday 2 March, without Wednesday 4 March.
        released.then(
            .examResultsReleased(
                ExamResultsReleased(releasedAt: .t(240), objectionsUntil: CalendarDate(day: "2026-03-23"))
            )
        )
        #expect(released.state.mayShowKeys)
    }

    @Test func `an incident is declared once, after it is over`() throws {
        let exam = ExamScenario.given(try ExamDecider.decide(.schedule(scheduling()), given: Exam()))
        let request = DeclareIncident(incident: .number(1), from: .t(10), until: .t(25), reason: reason)
        exam.when(.declareIncident(request, at: .t(20))).thenRejected(.incidentInFuture)
        let declared = ExamEvent.examIncidentDeclared(
            ExamIncidentDeclared(incident: .number(1), from: .t(10), until: .t(25), candidates: [], reason: reason.text)
        )
        exam.when(.declareIncident(request, at: .t(25))).then(declared)
        let scheduled = try ExamDecider.decide(.schedule(scheduling()), given: Exam())
        ExamScenario.given(scheduled + [declared]).when(.declareIncident(request, at: .t(30))).thenNothing()
        let released = ExamEvent.examResultsReleased(ExamResultsReleased(releasedAt: .t(240), objectionsUntil: dueDay))
        ExamScenario.given(scheduled + [released]).when(.declareIncident(request, at: .t(250)))
            .thenRejected(.incidentAfterRelease)
    }

    @Test func `a key is repaired by a key that fits, also after the release`() throws {
        let scheduled = try ExamDecider.decide(.schedule(scheduling()), given: Exam())
        let released = ExamEvent.examResultsReleased(ExamResultsReleased(releasedAt: .t(240), objectionsUntil: dueDay))
        let exam = ExamScenario.given(scheduled + [released])
        var repair = RepairKey(
            repair: .number(1),
            question: KindExample.id(.singleChoice),
            revision: 1,
            treatment: .newKey,
            decidedBy: dewi,
            reason: reason
        )
        exam.when(.repairKey(repair)).thenRejected(.keyMissing)
        repair.proposal = KindExample.proposal(.numeric)
        exam.when(.repairKey(repair)).thenRejected(.keyMissing)
        var proposal = KindExample.proposal(.singleChoice)
        proposal.key = AnswerKey(credits: ["A", "B", "C", "D"].map { OptionCredit(option: $0, millionths: 0) })
        repair.proposal = proposal
        exam.when(.repairKey(repair)).thenRejected(.keyRefused(.rightAnswerCount))
        proposal.key = KindExample.key(.scoredSituation)
        repair.proposal = proposal
        let state = exam.when(.repairKey(repair)).state
        #expect(state.repair(of: repair.question)?.treatment == .newKey)
        repair.revision = 2
        exam.when(.repairKey(repair)).thenRejected(.notInPool(repair.question))
    }

    @Test func `the last question that counts cannot be excluded`() throws {
        let request = AssessmentDomainTests.scheduling([.numeric, .essay])
        let scheduled = try ExamDecider.decide(.schedule(request), given: Exam())
        func excluding(_ kind: QuestionKind, _ number: UInt64) -> ExamCommand {
            .repairKey(
                RepairKey(
                    repair: .number(number),
                    question: KindExample.id(kind),
                    revision: 1,
                    treatment: .excluded,
                    decidedBy: dewi,
                    reason: reason
                )
            )
        }
        let first = try ExamDecider.decide(excluding(.numeric, 1), given: ExamDecider.fold(scheduled))
        ExamScenario.given(scheduled + first).when(excluding(.essay, 2)).thenRejected(.nothingLeft)
    }

    @Test func `extra time is arranged, replaced and taken back`() throws {
        let scheduled = try ExamDecider.decide(.schedule(scheduling()), given: Exam())
        let exam = ExamScenario.given(scheduled)
        #expect(exam.when(.arrangeExtraTime(ani, percent: 25, basis: nil)).state.extraPercent == [ani: 25])
        exam.when(.arrangeExtraTime(ani, percent: 0, basis: nil)).thenNothing()
        exam.when(.arrangeExtraTime(ani, percent: 201, basis: nil)).thenRejected(.percentOutOfRange)
    }

    @Test func `a cancelled exam does nothing more`() throws {
        let scheduled = try ExamDecider.decide(.schedule(scheduling()), given: Exam())
        let exam = ExamScenario.given(scheduled + [.examCancelled(ExamCancelled(reason: reason.text))])
        exam.when(.cancel(reason: reason)).thenNothing()
        exam.when(.arrangeExtraTime(ani, percent: 25, basis: nil)).thenRejected(.cancelled)
        let calendar = WorkingDayCalendar(zone: .jakarta, holidays: [])
        exam.when(.releaseResults(at: .t(999), calendar: calendar)).thenRejected(.cancelled)
    }
}

import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventSourcingTesting
import Testing

struct BatchScheduleTests {
    @Test func `schedules with the programme's rules of that version`() throws {
        let outcome = BatchScenario.given().when(.schedule(schedule(capacity: 30)))
        let rules = try #require(outcome.state.rules)
        #expect(outcome.state.phase == .scheduled)
        #expect(rules.capacity == 30)
        #expect(rules.learningHours == 12)
        #expect(rules.sessions.map(\.session) == [firstSession, secondSession])
    }

    @Test func `scheduling the same again changes nothing, other content is refused`() {
        let batch = BatchScenario.given(scheduled())
        batch.when(.schedule(schedule())).thenNothing()
        batch.when(.schedule(schedule(capacity: 2))).thenRejected(.alreadyScheduled)
    }

    @Test func `nothing can be asked of a batch that is not scheduled`() {
        BatchScenario.given().when(.settle(at: .t(1))).thenRejected(.notScheduled)
        BatchScenario.given().when(.cancel(reason: reason)).thenRejected(.notScheduled)
    }

    @Test(arguments: [
        (schedule { $0.programme = offer(isRetired: true) }, BatchRejection.programmeRetired),
        (schedule(capacity: 0), .capacityOutOfRange),
        (schedule(capacity: 100_001), .capacityOutOfRange),
        (schedule(capacity: 2) { $0.minimumParticipants = 3 }, .minimumAboveCapacity),
        (schedule { $0.offerTimeLimitMinutes = 0 }, .offerTimeLimitOutOfRange),
        (schedule { $0.lateAfterMinutes = 241 }, .lateAfterOutOfRange),
        (schedule { $0.times = times(opensAt: .t(100)) }, .registrationClosesBeforeItOpens),
        (schedule { $0.times = times(closesAt: .t(149)) }, .registrationClosesAfterTheEnd),
        (schedule { $0.times = BatchScheduleTests.sessions() }, .sessionCountOutOfRange),
        (schedule { $0.times = BatchScheduleTests.sessions((1, 120, 124), (1, 130, 134)) }, .sessionTwice),
        (schedule { $0.times = BatchScheduleTests.sessions((1, 120, 120)) }, .sessionEndsBeforeItStarts(.number(1))),
        (
            schedule { $0.times = BatchScheduleTests.sessions((1, 120, 124), (2, 123, 125)) },
            .sessionsOverlap(.number(2))
        ),
        (
            schedule { $0.times = BatchScheduleTests.sessions((1, 120, 124), place: nil) },
            .sessionWithoutPlace(.number(1))
        ),
    ])
    func `refuses what cannot be held`(request: ScheduleBatch, refusal: BatchRejection) {
        BatchScenario.given().when(.schedule(request)).thenRejected(refusal)
    }

    @Test func `accepts times of the past, for historical records`() {
        let past = BatchTimes(
            sessions: [BatchSession(session: firstSession, startsAt: .t(-9_000), endsAt: .t(-8_990), place: "Aula")],
            zone: .jakarta,
            opensAt: .t(-9_500),
            closesAt: .t(-9_001)
        )
        let batch = BatchScenario.given(scheduled { $0.times = past })
        batch.when(.enrol(applicant(ani), at: .t(-9_400))).then(enrolled(ani))
    }

    @Test func `moves sessions, but not the cut-off into the past and no session with attendance away`() {
        let later = times(closesAt: .t(110))
        let batch = BatchScenario.given(scheduled(), enrolled(ani), attended(ani, firstSession))
        batch.when(.reschedule(later, reason: reason, at: .t(50))).then(rescheduled(later))
        batch.when(.reschedule(batchTimes, reason: reason, at: .t(50))).thenNothing()
        batch.when(.reschedule(times(closesAt: .t(49)), reason: reason, at: .t(50)))
            .thenRejected(.registrationWouldClose(batchTimes.local(.t(49))))
        let without = BatchTimes(
            sessions: [batchTimes.sessions[1]],
            zone: .makassar,
            opensAt: .t(0),
            closesAt: .t(100)
        )
        batch.when(.reschedule(without, reason: reason, at: .t(50))).thenRejected(.sessionHasAttendance(firstSession))
    }

    @Test func `a cut-off moved back into the future lets the queue move again`() {
        BatchScenario.given(
            scheduled(),
            enrolled(ani),
            queued(budi, at: 1, of: 1),
            withdrew(ani, from: .seat)
        ).when(.reschedule(times(closesAt: .t(119)), reason: reason, at: .t(105)))
            .then(rescheduled(closesAt: .t(119)), offered(budi, until: .t(119)))
    }

    @Test func `a cancelled batch takes nobody`() {
        let cancelled = BatchEvent.batchCancelled(BatchCancelled(reason: reason.text))
        BatchScenario.given(scheduled()).when(.cancel(reason: reason)).then(cancelled)
        let batch = BatchScenario.given(scheduled(), cancelled)
        batch.when(.cancel(reason: reason)).thenNothing()
        batch.when(.enrol(applicant(ani), at: .t(1))).thenRejected(.cancelled)
    }

    static func sessions(_ all: (UInt64, Int, Int)..., place: String? = "Aula") -> BatchTimes {
        BatchTimes(
            sessions: all.map {
                BatchSession(session: .number($0.0), startsAt: .t($0.1), endsAt: .t($0.2), place: place)
            },
            zone: .makassar,
            opensAt: .t(0),
            closesAt: .t(100)
        )
    }
}

struct BatchEligibilityTests {
    @Test func `takes only those it is for`() {
        let batch = BatchScenario.given(
            scheduled {
                $0.eligibility = Eligibility(
                    employmentKinds: [.pns],
                    ranks: [rank("III/a")],
                    postLevels: [.ahliPertama],
                    units: [.number(51)]
                )
            }
        )
        batch.when(.enrol(applicant(ani), at: .t(1))).then(enrolled(ani))
        refuses(batch, .employmentKind) { $0.employmentKind = .pppk }
        refuses(batch, .rank) { $0.rank = rank("III/b") }
        refuses(batch, .postLevel) { $0.postLevel = .ahliMuda }
        refuses(batch, .unit) { $0.units = [.number(50)] }
    }

    @Test func `asks for the programmes that come before`() {
        let batch = BatchScenario.given(scheduled { $0.prerequisites = [.number(7), .number(8)] })
        batch.when(.enrol(applicant(ani) { $0.completedProgrammes = [.number(7)] }, at: .t(1)))
            .thenRejected(.prerequisitesMissing([.number(8)]))
        batch.when(.enrol(applicant(ani) { $0.completedProgrammes = [.number(7), .number(8)] }, at: .t(1)))
            .then(enrolled(ani))
    }

    @Test func `refuses somebody who is expected elsewhere at the time`() {
        let batch = BatchScenario.given(scheduled())
        batch.when(.enrol(applicant(ani) { $0.commitments = [commitment(123, 130)] }, at: .t(1)))
            .thenRejected(.clashes(with: .number(9), at: batchTimes.local(.t(120))))
        batch.when(.enrol(applicant(ani) { $0.commitments = [commitment(124, 130)] }, at: .t(1))).then(enrolled(ani))
    }

    private func refuses(_ batch: BatchScenario, _ ground: Eligibility.Ground, _ change: (inout Applicant) -> Void) {
        batch.when(.enrol(applicant(ani, change), at: .t(1))).thenRejected(.notEligible(ground))
    }

    private func commitment(_ start: Int, _ end: Int) -> Commitment {
        Commitment(batch: .number(9), startsAt: .t(start), endsAt: .t(end))
    }
}

import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import ProjectionRuntime
import ServiceRuntime
import TestSupport
import ServiceTesting
import Testing

@testable import EnrolmentService

@Suite(.serialized) struct PolicyTests {
    private func results(_ stage: EnrolmentStage, store: PostgresEventStore? = nil) -> LocalProjectionRunner {
        runner(ResultPolicy(tenants: .known), stage, store: store)
    }

    private func runner(_ policy: any Policy, _ stage: EnrolmentStage, store: PostgresEventStore? = nil)
        -> LocalProjectionRunner
    {
        LocalProjectionRunner(
            PolicyProjection(policy, store: store ?? stage.store),
            schema: EnrolmentPolicies.schema,
            store: store ?? stage.store,
            database: stage.database,
            client: stage.client
        )
    }

    /// A batch in which everybody completes; their results are recorded at `time`.
    private func completed(
        _ people: [CivilServantID],
        in stage: EnrolmentStage,
        form: DevelopmentForm = .technical,
        hours: Int = 10,
        at time: Timestamp? = nil
    ) async throws -> BatchID {
        let batch = BatchID(UUID())
        let day = try #require(CalendarDate("2025-05-05"))
        let programme = ProgrammeID(UUID())
        let events = try people.map { person in
            try BatchEvent.participantCompleted(
                ParticipantCompleted(
                    civilServant: person,
                    programme: programme,
                    form: form,
                    learningHours: hours,
                    rule: "batch-completion.1",
                    startedOn: day,
                    completedOn: day,
                    sessionsHeld: 1,
                    sessionsAttended: 1,
                    attendancePercent: 100,
                    minimumAttendancePercent: 80,
                    practiceTaskRequired: false
                )
            ).encoded(id: UUID(), occurredAt: time ?? stage.clock.now)
        }
        try await append(events, to: batch, in: stage)
        return batch
    }

    private func append(_ events: [EncodedEvent], to batch: BatchID, in stage: EnrolmentStage) async throws {
        let context = CommandContext(commandID: CommandID(UUID()), actor: "test")
        let outcome = try await stage.store.append(
            StreamAppend(
                stream: EnrolmentStream.batch(batch, of: stage.tenant),
                expected: .any,
                commands: [CommandEvents(context: context, fingerprint: [], events: events)]
            )
        )
        guard case .appended = outcome else { return #expect(Bool(false), "\(outcome)") }
    }

    private func ledgerEvents(_ stage: EnrolmentStage) async throws -> Int64 {
        let rows = try await stage.client.query(
            "select count(*) from enrolment.events where category = 'learning-hours'"
        )
        return try rows.first?.decode(Int64.self, at: 0) ?? 0
    }

    private func isUpToDate(_ runner: LocalProjectionRunner, _ stage: EnrolmentStage) async throws {
        for (lane, sequence) in try await stage.store.feed.heads() where sequence > 0 {
            let token = ReadToken(source: EnrolmentStream.context, lane: lane, sequence: sequence)
            #expect(try await runner.checkpoints.waitUntil(reached: token, within: .seconds(60)))
        }
    }

    @Test func `a completion enters the ledger verified, at its own time; one taken back leaves it`() async throws {
        try await withEnrolmentStage { stage in
            let person = try await stage.hire()[0]
            let past = try #require(Timestamp("2025-05-05T10:00:00Z"))
            let batch = try await completed([person], in: stage, at: past)
            let policy = results(stage)
            try await withRunning(policy) {
                try await isUpToDate(policy, stage)
                let entry = try await stage.ledger(of: person).entries[EntryID(batch.uuid)]
                #expect(entry?.counted == 10 && entry?.isVerified == true)
                let stream = EnrolmentStream.learningHours(of: person, of: stage.tenant)
                let recorded = try await stage.store.load(stream, after: 0, snapshotSchema: nil).events
                #expect(recorded.map(\.occurredAt) == [past, past])
                #expect(recorded.allSatisfy { $0.context.actor == "when-participant-result-is-known" })
                let revoked = try BatchEvent.participantDidNotComplete(
                    ParticipantDidNotComplete(
                        civilServant: person,
                        programme: ProgrammeID(UUID()),
                        form: .technical,
                        reasons: [.attendanceBelowMinimum],
                        rule: "batch-completion.1",
                        startedOn: try #require(CalendarDate("2025-05-05")),
                        completedOn: try #require(CalendarDate("2025-05-05")),
                        sessionsHeld: 1,
                        sessionsAttended: 0,
                        attendancePercent: 0,
                        minimumAttendancePercent: 80,
                        practiceTaskRequired: false
                    )
                ).encoded(id: UUID(), occurredAt: stage.clock.now)
                try await append([revoked], to: batch, in: stage)
                try await isUpToDate(policy, stage)
                #expect(try await stage.ledger(of: person).entries[EntryID(batch.uuid)]?.isCancelled == true)
            }
        }
    }

    @Test func `one person's completions in one transaction see each other's caps`() async throws {
        try await withEnrolmentStage { stage in
            let person = try await stage.hire(kind: .pppk)[0]
            for _ in 1...4 { _ = try await completed([person], in: stage) }
            let policy = results(stage)
            try await withRunning(policy) { try await isUpToDate(policy, stage) }
            let counted = try await stage.ledger(of: person).standing.map(\.entry.counted)
            #expect(counted.sorted() == [0, 4, 10, 10])
        }
    }

    @Test func `killed again and again and replayed from zero, each completion counts once`() async throws {
        try await withEnrolmentStage { stage in
            let people = try await stage.hire(400)
            for _ in 1...3 { _ = try await completed(people, in: stage) }
            for _ in 0..<12 {
                let policy = results(stage)
                let task = Task { await policy.run() }
                try await Task.sleep(for: .milliseconds(Int.random(in: 5...120)))
                task.cancel()
                await task.value
            }
            let policy = results(stage)
            try await withRunning(policy) { try await isUpToDate(policy, stage) }
            #expect(try await ledgerEvents(stage) == 400 * 3 * 2)
            try await stage.client.execute("delete from enrolment_policies.checkpoints")
            let again = results(stage)
            try await withRunning(again) { try await isUpToDate(again, stage) }
            #expect(try await ledgerEvents(stage) == 400 * 3 * 2, "a replay changes nothing")
            // Something else happened to an entry since: the replay must not undo it.
            let entry = try #require(try await stage.ledger(of: people[0]).order.first)
            let cancel = LearningHoursCommand.cancel(entry, .enteredInError, note: nil, cards: .national)
            let stream = EnrolmentStream.learningHours(of: people[0], of: stage.tenant)
            _ = try await stage.desk.ledgers(stage.request(cancel), on: stream)
            try await stage.client.execute("delete from enrolment_policies.checkpoints")
            let third = results(stage)
            try await withRunning(third) { try await isUpToDate(third, stage) }
            #expect(try await stage.ledger(of: people[0]).entries[entry]?.isCancelled == true)
            #expect(try await ledgerEvents(stage) == 400 * 3 * 2 + 1)
        }
    }

    @Test func `ledgers that people change meanwhile are decided anew`() async throws {
        try await withEnrolmentStage { stage in
            let people = try await stage.hire(60)
            let policy = results(stage)
            try await withRunning(policy) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for _ in 1...8 { _ = try await completed(people, in: stage, hours: 1) }
                    }
                    for person in people {
                        group.addTask {
                            for _ in 1...8 {
                                let response = try await stage.claim(1, for: person)
                                #expect(response.status == 201)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await isUpToDate(policy, stage)
                #expect(policy.status().parkedStreams == 0)
            }
            for person in people { #expect(try await stage.ledger(of: person).standing.count == 16) }
        }
    }

    @Test func `somebody who cannot have a ledger parks that batch, and the others go on`() async throws {
        try await withEnrolmentStage { stage in
            let person = try await stage.hire()[0]
            _ = try await completed([CivilServantID(UUID())], in: stage)
            let good = try await completed([person], in: stage)
            let policy = results(stage)
            try await withRunning(policy) {
                try await isUpToDate(policy, stage)
                #expect(policy.status().parkedStreams == 1)
            }
            #expect(try await stage.ledger(of: person).entries[EntryID(good.uuid)] != nil)
        }
    }

    @Test func `fifteen thousand completions do not take minutes`() async throws {
        try await withEnrolmentStage { stage in
            let people = try await stage.hire(1_500)
            for _ in 0..<10 { _ = try await completed(people, in: stage, hours: 1) }
            let policy = results(stage)
            let start = ContinuousClock.now
            try await withRunning(policy) { try await isUpToDate(policy, stage) }
            let took = ContinuousClock.now - start
            print("policy: 15000 completions in \(took), \(policy.status().batches) transactions")
            #expect(try await ledgerEvents(stage) == 30_000)
            #expect(took < .seconds(120))
        }
    }

    @Test func `who leaves gives seats and places to those who wait`() async throws {
        try await withEnrolmentStage { stage in
            let batch = try await stage.schedule(try await stage.publish(), capacity: 1, startsInHours: 240)
            let people = try await stage.hire(3)
            for person in people { #expect(try await stage.enrol(person, in: batch).status == 201) }
            let today = IndonesianTimeZone.jakarta.date(of: stage.clock.now)
            let leave = CivilServantCommand.leave(.retired, on: today)
            let stream = EnrolmentStream.civilServant(people[0], of: stage.tenant)
            _ = try await stage.desk.civilServants(stage.request(leave), on: stream)
            let store = stage.store
            let policy = runner(
                LeavingPolicy(view: stage.desk.view, heads: { try await store.feed.heads() }),
                stage
            )
            try await withRunning(policy) {
                let isFree = try await eventually {
                    let state = try await stage.desk.batches.state(
                        of: EnrolmentStream.batch(batch, of: stage.tenant)
                    ).state
                    return state.participants[people[0]]?.status == .withdrawn
                        && state.participants[people[1]]?.status == .offered
                }
                #expect(isFree)
            }
        }
    }
}

import AssessmentEvents
import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import ProjectionRuntime
import TestSupport
import ServiceTesting
import Testing

@testable import EnrolmentService

/// What enrolment does when the assessment context gives or corrects a result.
@Suite(.serialized) struct ExamPolicyTests {
    private func participant(_ person: CivilServantID, _ batch: BatchID, _ stage: EnrolmentStage)
        async throws -> Participant?
    {
        let stream = EnrolmentStream.batch(batch, of: stage.tenant)
        return try await stage.desk.batches.state(of: stream).state.participants[person]
    }

    private func hours(_ person: CivilServantID, _ batch: BatchID, _ stage: EnrolmentStage) async throws -> Int? {
        let entry = try await stage.ledger(of: person).entries[EntryID(batch.uuid)]
        return entry.flatMap { $0.isCancelled ? nil : $0.counted }
    }

    @Test func `over the bus, a pass completes and earns hours, a repaired key takes them back and gives them again`()
        async throws
    {
        try await withExamStage { exams in
            let stage = exams.stage
            let (batch, people) = try await exams.batch()
            let (person, attempt) = (people[0], AttemptID(UUID()))
            try await exams.close(batch)
            #expect(
                try await participant(person, batch, stage)?.outcome == .notCompleted([], .noExamResult),
                "nobody passed yet"
            )
            try await exams.relay {
                try await exams.withPolicies { runner in
                    try await exams.record(exams.released(person, in: batch, passed: true), attempt: attempt)
                    #expect(try await eventually { try await hours(person, batch, stage) == 10 })
                    #expect(try await participant(person, batch, stage)?.outcome == .completed)

                    try await exams.record(exams.corrected(person, in: batch, passed: false), attempt: attempt)
                    #expect(try await eventually { try await hours(person, batch, stage) == nil })
                    #expect(try await participant(person, batch, stage)?.outcome == .notCompleted([], .examNotPassed))

                    try await exams.record(exams.corrected(person, in: batch, passed: true), attempt: attempt)
                    #expect(try await eventually { try await hours(person, batch, stage) == 10 })
                    #expect(try await participant(person, batch, stage)?.outcome == .completed)
                    #expect(runner.status().parkedStreams == 0)
                }
            }
            let events = try await stage.batchEvents(batch)
            let noted = events.filter { $0.event.name == .examResultNoted }
            #expect(noted.allSatisfy { $0.envelope.context.actor == "when-exam-result-is-known" })
            let causes = try await exams.store.load(
                AssessmentStream.attempt(attempt, of: stage.tenant),
                after: 0,
                snapshotSchema: nil
            ).events
            #expect(noted.map(\.envelope.context.causationID) == causes.map(\.id))
            #expect(noted.map(\.envelope.occurredAt) == causes.map(\.occurredAt))
        }
    }

    @Test func `people read whether the exam is passed, and what is missing`() async throws {
        try await withExamStage { exams in
            let stage = exams.stage
            let (batch, people) = try await exams.batch(people: 2)
            try await exams.record(exams.released(people[0], in: batch, passed: false))
            let runner = exams.runner()
            try await exams.whileRunning(runner) { try await exams.isHeard(by: runner) }
            try await exams.close(batch)
            let path = "/v1/aceh/batches/\(batch)"
            let organiser = try stage.organiser()
            let answer = await organiser.get("\(path)/enrolments")
            #expect(answer.status == 200)
            #expect(answer.text.contains(#""examPassed":false"#))
            #expect(answer.text.contains(#""reasons":["exam-not-passed"]"#))
            #expect(answer.text.contains(#""reasons":["no-exam-result"]"#))
            #expect(await organiser.get(path).text.contains(#""examRequired":true"#))
        }
    }

    @Test func `doubled and replayed from zero, also without the store's memory of commands, it is noted once`()
        async throws
    {
        try await withExamStage { exams in
            let stage = exams.stage
            let (batch, people) = try await exams.batch(people: 30)
            for person in people {
                let attempt = AttemptID(UUID())
                try await exams.record(exams.released(person, in: batch, passed: false), attempt: attempt)
                try await exams.record(exams.corrected(person, in: batch, passed: true), attempt: attempt)
            }
            let (one, other) = (exams.runner(), exams.runner())
            try await exams.whileRunning(one) {
                try await exams.whileRunning(other) { try await exams.isHeard(by: one) }
            }
            #expect(try await exams.notedResults() == 60)
            for isForgotten in [false, true] {
                try await stage.client.execute("delete from enrolment_policies.checkpoints")
                if isForgotten { try await stage.store.pruneCommands(olderThan: .zero) }
                let again = exams.runner()
                try await exams.whileRunning(again) { try await exams.isHeard(by: again) }
                #expect(try await exams.notedResults() == 60, "a replay changes nothing")
            }
            for person in people { #expect(try await participant(person, batch, stage)?.examPassed == true) }
        }
    }

    @Test func `an assessment store of another identity is read from its beginning, and repeats nothing`() async throws
    {
        try await withExamStage { exams in
            let stage = exams.stage
            let (batch, people) = try await exams.batch(people: 2)
            try await exams.record(exams.released(people[0], in: batch, passed: true))
            let before = exams.runner()
            try await exams.whileRunning(before) { try await exams.isHeard(by: before) }
            // As after a backup of the assessment service's store was accepted.
            try await stage.client.execute(
                """
                update enrolment_policies.checkpoints set store = gen_random_uuid()
                where projection = 'when-exam-result-is-known'
                """
            )
            try await exams.record(exams.released(people[1], in: batch, passed: true))
            let after = exams.runner()
            try await exams.whileRunning(after) {
                try await exams.isHeard(by: after)
                #expect(try await eventually { try await exams.notedResults() == 2 })
                #expect(await eventually { after.status().isReady })
            }
        }
    }

    @Test func `killed again and again, each result is noted once`() async throws {
        try await withExamStage { exams in
            let (batch, people) = try await exams.batch(people: 60)
            for person in people {
                for index in 0..<5 {
                    try await exams.record(exams.released(person, in: batch, passed: index == 4))
                }
            }
            for _ in 0..<10 {
                let runner = exams.runner()
                let task = Task { await runner.run() }
                try await Task.sleep(for: .milliseconds(Int.random(in: 5...300)))
                task.cancel()
                await task.value
            }
            let runner = exams.runner()
            try await exams.whileRunning(runner) { try await exams.isHeard(by: runner) }
            #expect(try await exams.notedResults() == 300)
        }
    }

    @Test func `a correction that is heard before the release stands`() async throws {
        try await withExamStage { exams in
            let stage = exams.stage
            let (batch, people) = try await exams.batch()
            let (person, attempt) = (people[0], AttemptID(UUID()))
            try await exams.record(exams.released(person, in: batch, passed: true), attempt: attempt)
            try await exams.record(exams.corrected(person, in: batch, passed: false), attempt: attempt)
            let stream = AssessmentStream.attempt(attempt, of: stage.tenant)
            let events = try await exams.store.load(stream, after: 0, snapshotSchema: nil).events
            for event in events.reversed() {
                try await stage.client.withTransaction { try await exams.policy().apply([event], in: $0) }
            }
            #expect(try await exams.notedResults() == 1)
            #expect(try await participant(person, batch, stage)?.examPassed == false)
        }
    }

    @Test func `a poisoned result parks its attempt, and the others go on`() async throws {
        try await withExamStage { exams in
            let stage = exams.stage
            let (batch, people) = try await exams.batch(people: 2)
            let sick = AttemptID(UUID())
            let name = AttemptEvent.Name.resultReleased.rawValue
            let poison = EncodedEvent(id: UUID(), type: name, payload: Array("{}".utf8), occurredAt: stage.clock.now)
            try await exams.record([poison], attempt: sick)
            try await exams.record(exams.corrected(people[0], in: batch, passed: true), attempt: sick)
            try await exams.record(exams.released(people[1], in: batch, passed: true))
            let runner = exams.runner()
            try await exams.whileRunning(runner) {
                try await exams.isHeard(by: runner)
                #expect(await eventually { runner.status().parkedStreams == 1 })
                #expect(runner.status().isReady)
                let parked = try await runner.parked.list()
                #expect(parked.map(\.id.stream) == [AssessmentStream.attempt(sick, of: stage.tenant)])
                #expect(parked.first?.id.source == AssessmentStream.context)
                _ = try await runner.parked.skip(try #require(parked.first).id, because: "test", by: "operator")
            }
            #expect(try await participant(people[0], batch, stage)?.examPassed == true, "the correction went on")
            #expect(try await participant(people[1], batch, stage)?.examPassed == true)
        }
    }

    @Test func `whom it does not concern is passed over and parks nothing`() async throws {
        try await withExamStage { exams in
            let stage = exams.stage
            let (batch, people) = try await exams.batch()
            let (cancelled, lost) = try await exams.batch()
            let reason = #"{"reason":"Peserta kurang"}"#
            let cancel = try await stage.organiser().post("/v1/aceh/batches/\(cancelled)/cancel", json: reason)
            #expect(cancel.status == 200)
            try await exams.record(exams.released(CivilServantID(UUID()), in: batch, passed: true))
            try await exams.record(exams.released(people[0], in: BatchID(UUID()), passed: true))
            try await exams.record(exams.released(people[0], in: nil, passed: true))
            try await exams.record(exams.released(lost[0], in: cancelled, passed: true))
            let runner = exams.runner()
            try await exams.whileRunning(runner) {
                try await exams.isHeard(by: runner)
                #expect(runner.status().parkedStreams == 0)
            }
            #expect(try await exams.notedResults() == 0)
        }
    }

    @Test func `a released, a corrected and an outside result are told in the batch's words, nothing else is`()
        async throws
    {
        try await withExamStage { exams in
            let (person, batch, attempt) = (CivilServantID(UUID()), BatchID(UUID()), ExamAttemptID(UUID()))
            let time = Timestamp.now
            func reaction(to event: AttemptEvent) -> WhenExamResultIsKnown.Reaction? {
                WhenExamResultIsKnown.reaction(to: event, of: attempt, version: 12, at: time)
            }
            let told = [
                exams.released(person, in: batch, passed: true), exams.corrected(person, in: batch, passed: false),
                exams.fromElsewhere(person, in: batch, passed: true),
            ].map { reaction(to: $0) }
            #expect(told.map { $0?.batch } == [batch, batch, batch])
            #expect(told.map { $0?.result.basis } == [.released, .corrected, .recordedFromElsewhere])
            #expect(told.map { $0?.result.passed } == [true, false, true])
            #expect(told.map { $0?.result.scoreHundredths } == [7_000, 7_000, 7_700])
            #expect(told.allSatisfy { $0?.result.revision == 12 && $0?.result.attempt == attempt })
            #expect(told.last??.result.determinedAt == time)
            #expect(reaction(to: exams.released(person, in: nil, passed: true)) == nil)
            let unreleased = AttemptEvent.resultDetermined(
                ResultDetermined(
                    pointsHundredths: 1,
                    maxHundredths: 2,
                    scoreHundredths: 5_000,
                    passed: true,
                    rule: "bina-exam.1"
                )
            )
            #expect(reaction(to: unreleased) == nil)
        }
    }
}

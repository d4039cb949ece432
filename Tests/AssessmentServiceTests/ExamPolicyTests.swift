import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import PostgresClient
import ProjectionRuntime
import ServiceRuntime
import TestSupport
import ServiceTesting
import Testing

@testable import AssessmentService

@Suite(.serialized) struct ExamPolicyTests {
    @Test func `whoever hands in is marked by key and opened text, and learns the result when it is released`()
        async throws
    {
        try await withAssessmentStage { stage in
            let kinds = QuestionKind.allCases.filter { $0 != .essay }
            let hall = try await stage.hall(kinds)
            let sitting = try await hall.sitting()
            for (number, question) in hall.questions.enumerated() {
                let saved = await sitting.save(question.id, KindExample.right(question.kind), number: number + 1)
                #expect(saved.status == 200)
            }
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                #expect(await sitting.submit().status == 200)
                try await stage.settle(policy)
                #expect(try await sitting.state().marking.result?.scoreHundredths == 10_000)
                #expect(await sitting.client.get("\(sitting.path)/result").status == 409)
                try await hall.end()
                try await hall.release()
                try await stage.settle(policy)
                let result = await sitting.client.get("\(sitting.path)/result")
                #expect(result.status == 200, "\(result.text)")
                #expect(result.text.contains(#""passed":true"#) && result.text.contains(KindExample.secret))
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `an essay goes to its markers; what they settle completes the result, also after the release`()
        async throws
    {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.singleChoice, .essay])
            let sitting = try await hall.sitting()
            #expect(await sitting.save(try hall.question(.essay), KindExample.right(.essay), number: 1).status == 200)
            #expect(await sitting.submit().status == 200)
            let (policy, essays) = (stage.runner(ExamPolicy(desk: stage.desk)), stage.runner(EssayPolicy()))
            try await withRunning(policy, essays) {
                try await stage.settle(policy, essays)
                let essay = EssayID.essay(of: sitting.started.attempt.uuid, try hall.question(.essay))
                let stream = AssessmentStream.essay(essay, of: stage.tenant)
                try await hall.end()
                try await hall.release()
                try await stage.settle(policy, essays)
                #expect(try await sitting.state().marking.releasedAt == nil)
                let markers = [CivilServantID(UUID()), CivilServantID(UUID())]
                _ = try await stage.desk.essays(stage.request(.assignMarkers(markers[0], markers[1])), on: stream)
                for marker in markers {
                    let mark = GiveEssayMark(
                        marker: marker,
                        criteria: [CriterionMark(criterion: "Isi", pointsHundredths: 800)]
                    )
                    _ = try await stage.desk.essays(stage.request(.giveMark(mark)), on: stream)
                }
                try await stage.settle(policy, essays)
                let marking = try await sitting.state().marking
                #expect(marking.mark(of: try hall.question(.essay))?.pointsHundredths == 800)
                #expect(marking.releasedAt != nil)
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `a repaired key re-marks everybody who had the question, in more portions than one`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.singleChoice])
            let people = ExamConsequences.portion + 20
            var sittings: [Sitting] = []
            for index in 0..<people {
                let sitting = try await hall.sitting()
                // By the wrong key B is right; by the repaired one it is C.
                let option = index % 2 == 0 ? "B" : "C"
                _ = await sitting.save(hall.questions[0].id, #"{"options":["\#(option)"]}"#, number: 1)
                _ = await sitting.submit()
                sittings.append(sitting)
            }
            try await hall.end()
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                try await hall.release()
                try await stage.settle(policy)
                let json =
                    #"{"question":"\#(hall.questions[0].id)","revision":1,"treatment":"new-key","#
                    + #""key":{"credits":[{"option":"A","millionths":0},{"option":"B","millionths":0},"#
                    + #"{"option":"C","millionths":1000000},{"option":"D","millionths":0}]},"reason":"kunci keliru"}"#
                let repaired = try await hall.organiser().post("\(hall.path)/repair-key", json: json)
                #expect(repaired.status == 200, "\(repaired.text)")
                try await stage.settle(policy)
            }
            for (index, sitting) in sittings.enumerated() {
                let state = try await sitting.state()
                #expect(state.marking.result?.passed == (index % 2 == 1))
                let history = try await stage.history(of: sitting.stream)
                #expect(history.filter { $0 == AttemptEvent.Name.attemptRemarked.rawValue }.count == 1)
                #expect(history.filter { $0 == AttemptEvent.Name.resultCorrected.rawValue }.count == 1)
            }
            let result = await sittings[0].client.get("\(sittings[0].path)/result")
            #expect(result.text.contains(#""cause":"key-repair""#) && result.text.contains("kunci keliru"))
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `an incident is given back to those who write meanwhile, and a cancelled exam counts for nobody`()
        async throws
    {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let early = try await hall.sitting()
            stage.clock.advance(by: .seconds(900))
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                let now = stage.clock.now
                let json =
                    #"{"from":"\#(now.advanced(by: .seconds(-600)))","until":"\#(now)","reason":"listrik padam"}"#
                #expect(try await hall.organiser().post("\(hall.path)/incidents", json: json).status == 200)
                try await stage.settle(policy)
                let deadline = try await early.state().clock?.deadline
                #expect(deadline == early.started.deadline.advanced(by: .seconds(600)))
                let cancelled = try await hall.organiser().post(
                    "\(hall.path)/cancel",
                    json: #"{"reason":"soal bocor"}"#
                )
                #expect(cancelled.status == 200)
                try await stage.settle(policy)
                #expect(try await early.state().phase == .void)
                let late = await early.save(hall.questions[0].id, #"{"options":["A"]}"#, number: 1)
                #expect(try late.json(SavedReceipt.self).asideReason == "after-closing")
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `whoever was closed and marked during an incident writes on, and the new marks count`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.trueFalse])
            let (writing, done) = (try await hall.sitting(), try await hall.sitting())
            #expect(await done.submit().status == 200)
            // Ten minutes before the time was up the power failed, and came back when it was up.
            stage.clock.set(writing.started.deadline.advanced(by: .seconds(60)))
            let close = stage.request(AttemptCommand.closeIfDue(at: stage.clock.now, hash: .sha256))
            _ = try await stage.desk.attempts(close, on: writing.stream)
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                try await stage.settle(policy)
                #expect(try await writing.state().marking.result?.passed == false)
                let from = writing.started.deadline.advanced(by: .seconds(-600))
                let json =
                    #"{"from":"\#(from)","until":"\#(stage.clock.now)","reason":"listrik padam"}"#
                #expect(try await hall.organiser().post("\(hall.path)/incidents", json: json).status == 200)
                try await stage.settle(policy)
                #expect(try await writing.state().phase == .open)
                #expect(try await done.state().phase == .submitted)
                let lines = try await stage.desk.view.attempts(
                    at: hall.exam,
                    tenant: stage.tenant,
                    after: nil,
                    limit: 9
                )
                let line = lines.first { $0.id == writing.started.attempt }
                #expect(line?.status == "open" && line?.passed == nil && line?.scoreHundredths == nil)
                let saved = await writing.save(hall.questions[0].id, KindExample.right(.trueFalse), number: 1)
                #expect(saved.status == 200)
                #expect(await writing.submit().status == 200)
                try await hall.end()
                try await hall.release()
                try await stage.settle(policy)
                #expect(try await writing.state().marking.result?.passed == true)
                #expect(await writing.client.get("\(writing.path)/result").text.contains(#""passed":true"#))
                let late = try await hall.organiser().post("\(hall.path)/incidents", json: json)
                #expect(try late.problem().slug == "incident-after-release")
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `who starts while the exam is cancelled is seen to as well`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall()
            let state = try await stage.desk.exams.state(of: hall.examStream).state
            let offer = try #require(ExamOffer(hall.exam, of: state))
            let cancel = try await hall.organiser().post("\(hall.path)/cancel", json: #"{"reason":"soal bocor"}"#)
            #expect(cancel.status == 200)
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                try await stage.settle(policy)
                let place = stage.desk.place(of: hall.exam, CivilServantID(UUID()), number: 1, of: stage.tenant)
                let start = StartAttempt(
                    exam: offer,
                    civilServant: CivilServantID(UUID()),
                    isEntitled: true,
                    seed: 7,
                    session: ExamSessionID(UUID()),
                    at: stage.clock.now
                )
                _ = try await stage.desk.attempts(stage.request(.start(start)), on: place.stream)
                try await stage.settle(policy)
                #expect(try await stage.desk.attempts.state(of: place.stream).state.phase == .void)
            }
        }
    }

    @Test func `policies that are killed, doubled and replayed from the start do everything once`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.singleChoice])
            var sittings: [Sitting] = []
            for _ in 0..<(2 * ExamConsequences.portion + 5) {
                let sitting = try await hall.sitting()
                _ = await sitting.submit()
                sittings.append(sitting)
            }
            try await hall.end()
            let replica = try await stage.replica()
            // Each run is cut off somewhere, and another replica goes on from there.
            let runs = Task {
                for turn in 0..<12 {
                    let runner = stage.runner(
                        ExamPolicy(desk: turn % 2 == 0 ? stage.desk : replica),
                        store: turn % 2 == 0 ? stage.store : replica.store
                    )
                    let task = Task { await runner.run() }
                    try await Task.sleep(for: .milliseconds(20 * (turn + 1)))
                    task.cancel()
                    await task.value
                }
            }
            try await hall.release()
            try await runs.value
            let (first, second) = (
                stage.runner(ExamPolicy(desk: stage.desk)),
                stage.runner(ExamPolicy(desk: replica), store: replica.store)
            )
            try await withRunning(first, second) { try await stage.settle(first, second) }
            _ = try await stage.client.query("delete from \(raw: AssessmentPolicies.schema).checkpoints")
            let replay = stage.runner(ExamPolicy(desk: stage.desk))
            let before = try await stage.store.feed.heads()
            try await withRunning(replay) { try await stage.settle(replay) }
            #expect(try await stage.store.feed.heads() == before)
            for sitting in sittings {
                let history = try await stage.history(of: sitting.stream)
                #expect(
                    history.suffix(4) == [
                        "assessment.attempt-submitted.v1", "assessment.attempt-marked.v1",
                        "assessment.result-determined.v1", "assessment.result-released.v1",
                    ]
                )
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `the exams of a cancelled batch are cancelled, and who left loses open attempts only`() async throws {
        try await withAssessmentStage { stage in
            let (hall, other) = (try await stage.hall(), try await stage.hall())
            let sitting = try await hall.sitting()
            let leaver = try await other.sitting()
            let done = try await other.sitting()
            #expect(await done.submit().status == 200)
            try await stage.waitForView()
            let policy = PolicyProjection(
                EnrolmentPolicy(desk: stage.desk),
                store: stage.store
            )
            let day = try #require(CalendarDate("2026-11-01"))
            let batch = try #require(hall.batch)
            let causes = try [
                stage.heard(
                    BatchEvent.batchCancelled(BatchCancelled(reason: "kurang peserta")),
                    EnrolmentStream.batch(batch, of: stage.tenant)
                ),
                stage.heard(
                    CivilServantEvent.civilServantLeft(CivilServantLeft(reason: .resigned, leftOn: day)),
                    EnrolmentStream.civilServant(leaver.person, of: stage.tenant)
                ),
                stage.heard(
                    CivilServantEvent.civilServantLeft(CivilServantLeft(reason: .resigned, leftOn: day)),
                    EnrolmentStream.civilServant(done.person, of: stage.tenant)
                ),
            ]
            for _ in 0..<2 {
                try await stage.client.withConnection { connection in
                    try await connection.withTransaction { try await policy.apply(causes, in: $0) }
                }
                policy.didCommit()
            }
            #expect(try await stage.history(of: hall.examStream).last == "assessment.exam-cancelled.v1")
            #expect(try await leaver.state().phase == .void)
            #expect(try await done.state().phase == .submitted)
            let exams = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(exams) { try await stage.settle(exams) }
            #expect(try await sitting.state().phase == .void)
            #expect(try await done.state().marking.isMarked)
        }
    }

    @Test func `a thousand attempts are closed when their time is up, by two timers, each once`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.trueFalse])
            let state = try await stage.desk.exams.state(of: hall.examStream).state
            let offer = try #require(ExamOffer(hall.exam, of: state))
            let places = (0..<1_000).map { _ in
                let person = CivilServantID(UUID())
                return (person, stage.desk.place(of: hall.exam, person, number: 1, of: stage.tenant).stream)
            }
            let started = await all(places) { person, stream in
                let start = StartAttempt(
                    exam: offer,
                    civilServant: person,
                    isEntitled: true,
                    seed: 1,
                    session: ExamSessionID(UUID()),
                    at: stage.clock.now
                )
                return try? await stage.desk.attempts(stage.request(.start(start)), on: stream)
            }
            #expect(started.allSatisfy { $0 != nil })
            try await stage.waitForView()
            let due = stage.clock.now.advanced(by: .seconds(3_600))
            stage.clock.advance(by: .seconds(3_700))
            let timers = [stage.desk, try await stage.replica()].map { desk in
                DeadlineTimer(
                    AttemptDeadlines(desk: desk),
                    poll: .milliseconds(20),
                    log: .silent,
                    now: { stage.clock.now }
                )
            }
            let tasks = timers.map { timer in Task { await timer.run() } }
            let isDone = try await eventually {
                try await stage.waitForView()
                return try await stage.desk.view.openAttempts(at: hall.exam, tenant: stage.tenant) == 0
            }
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            #expect(isDone)
            let rows = try await stage.client.query(
                """
                select count(*), count(distinct stream_id), count(*) filter (where (payload::json ->> 'closedAt') = \("\(due)"))
                from assessment.events where type = \(AttemptEvent.Name.attemptClosed.rawValue)
                """
            )
            let (closed, streams, punctual) = try #require(rows.first).decode((Int64, Int64, Int64).self)
            #expect(closed == 1_000 && streams == 1_000 && punctual == 1_000)
        }
    }
}

extension AssessmentStage {
    /// An event of enrolment as the bus brings it.
    func heard(_ event: some DomainEvent, _ stream: StreamID) throws -> EventEnvelope {
        let encoded = try event.encoded(id: UUID(), occurredAt: clock.now)
        return EventEnvelope(
            stream: stream,
            version: 2,
            lane: Lane(0),
            sequence: 1,
            id: encoded.id,
            type: encoded.type,
            occurredAt: clock.now,
            recordedAt: clock.now,
            context: CommandContext(commandID: CommandID(UUID()), actor: "test"),
            payload: encoded.payload
        )
    }
}

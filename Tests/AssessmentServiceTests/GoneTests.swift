import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import PostgresClient
import ProjectionRuntime
import ServiceRuntime
import ServiceTesting
import Testing

@testable import AssessmentService

/// What begins here while its batch or its candidate goes in enrolment, in whatever order that is told.
@Suite(.serialized) struct GoneTests {
    // Refused

    @Test func `no exam is scheduled for a batch that is known as cancelled, and who left starts none`() async throws {
        try await withAssessmentStage { stage in
            let question = try await stage.addQuestion(.trueFalse)
            let (batch, organiser) = (BatchID(UUID()), try stage.caller(.examOrganiser))
            let json = stage.scheduleJSON([question], batch: batch)
            let first = await organiser.post("/v1/aceh/exams", json: json, headers: ["Idempotency-Key": "k1"])
            #expect(first.status == 201)
            try await stage.hear(.cancelled(batch))
            let next = await organiser.post("/v1/aceh/exams", json: json)
            #expect(next.status == 409)
            #expect(try next.problem().slug == "exam-batch-cancelled")
            let again = await organiser.post("/v1/aceh/exams", json: json, headers: ["Idempotency-Key": "k1"])
            #expect(again.status == 201 && again.headers["Location"] == first.headers["Location"])
            let elsewhere = stage.scheduleJSON([question], batch: BatchID(UUID()))
            #expect(await organiser.post("/v1/aceh/exams", json: elsewhere).status == 201)

            let hall = try await stage.hall(isOfBatch: false)
            let person = CivilServantID(UUID())
            try await stage.leave([person])
            let start = try await hall.candidate(person).post("\(hall.path)/attempts")
            #expect(start.status == 403)
        }
    }

    // In either order

    @Test func `an exam that comes to the store after its batch was cancelled is cancelled for the same reason`()
        async throws
    {
        try await withAssessmentStage { stage in
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                let batch = BatchID(UUID())
                try await stage.hear(.cancelled(batch))
                // The command looked before the register knew.
                let exam = try await stage.schedule(of: batch)
                try await stage.settle(policy)
                #expect(try await stage.cancellations(of: exam) == [Gone.reason])
                try await stage.hear(.cancelled(batch))
                #expect(try await stage.cancellations(of: exam) == [Gone.reason], "told twice")
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `an exam of before is cancelled by the news, and not again when its own turn comes`() async throws {
        try await withAssessmentStage { stage in
            let batch = BatchID(UUID())
            let exam = try await stage.schedule(of: batch)
            try await stage.hear(.cancelled(batch))
            #expect(try await stage.cancellations(of: exam) == [Gone.reason])
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) { try await stage.settle(policy) }
            #expect(try await stage.cancellations(of: exam) == [Gone.reason])
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `an attempt that starts before or after its candidate left counts for nothing`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.trueFalse], isOfBatch: false)
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                let (early, late) = (CivilServantID(UUID()), CivilServantID(UUID()))
                let before = try await stage.start(hall, early)
                try await stage.hear(.left(early))
                #expect(try await stage.desk.attempts.state(of: before).state.phase == .void)
                try await stage.hear(.left(late))
                let after = try await stage.start(hall, late)
                let other = try await stage.start(hall, CivilServantID(UUID()))
                try await stage.settle(policy)
                #expect(try await stage.desk.attempts.state(of: after).state.phase == .void)
                #expect(try await stage.desk.attempts.state(of: other).state.phase == .open)
                for stream in [before, after] {
                    #expect(
                        try await stage.history(of: stream) == [
                            "assessment.attempt-started.v1", "assessment.attempt-closed.v1",
                        ]
                    )
                }
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }

    @Test func `whatever comes first, everything that began with somebody gone has ended once`() async throws {
        try await withAssessmentStage { stage in
            let hall = try await stage.hall([.trueFalse], isOfBatch: false)
            let policy = stage.runner(ExamPolicy(desk: stage.desk))
            try await withRunning(policy) {
                var (exams, attempts): ([StreamID], [StreamID]) = ([], [])
                for _ in 0..<24 {
                    let (batch, person) = (BatchID(UUID()), CivilServantID(UUID()))
                    async let cancelled: Void = stage.hear(.cancelled(batch))
                    async let exam = stage.schedule(of: batch)
                    async let left: Void = stage.hear(.left(person))
                    async let attempt = stage.start(hall, person)
                    exams.append(try await exam)
                    attempts.append(try await attempt)
                    _ = try await (cancelled, left)
                }
                try await stage.settle(policy)
                for exam in exams { #expect(try await stage.cancellations(of: exam) == [Gone.reason]) }
                for attempt in attempts {
                    #expect(
                        try await stage.history(of: attempt) == [
                            "assessment.attempt-started.v1", "assessment.attempt-closed.v1",
                        ]
                    )
                }
            }
            #expect(try await stage.parkedStreams() == 0)
        }
    }
}

/// What enrolment tells.
private enum Gone {
    static let reason = "kurang peserta"

    case cancelled(BatchID)
    case left(CivilServantID)
}

extension AssessmentStage {
    /// The bus brings the news, as often as the policy asks for it.
    fileprivate func hear(_ news: Gone) async throws {
        let cause: EventEnvelope
        switch news {
        case .cancelled(let batch):
            let fact = BatchCancelled(reason: Gone.reason)
            cause = try heard(BatchEvent.batchCancelled(fact), EnrolmentStream.batch(batch, of: tenant))
        case .left(let person):
            let day = IndonesianTimeZone.jakarta.date(of: clock.now)
            let fact = CivilServantLeft(reason: .resigned, leftOn: day)
            cause = try heard(
                CivilServantEvent.civilServantLeft(fact),
                EnrolmentStream.civilServant(person, of: tenant)
            )
        }
        let policy = PolicyProjection(
            EnrolmentPolicy(desk: desk),
            store: store
        )
        var isDone = false
        while !isDone {
            do {
                try await client.withConnection { connection in
                    try await connection.withTransaction { try await policy.apply([cause], in: $0) }
                }
                isDone = true
            } catch is RetryLater {}
        }
        policy.didCommit()
    }

    /// What the projection of seats makes of it.
    fileprivate func leave(_ people: [CivilServantID]) async throws {
        _ = try await client.query(
            """
            insert into \(raw: SeatsProjection.schema).civil_servants (tenant, civil_servant_id, is_serving)
            select \(tenant.name), p, false from unnest(\(people.map(\.uuid))) p
            """
        )
    }

    /// An exam of a batch that nobody knew to be cancelled.
    fileprivate func schedule(of batch: BatchID) async throws -> StreamID {
        let question = try await addQuestion(.trueFalse)
        let state = try await desk.questions.state(of: AssessmentStream.question(question, of: tenant)).state
        let pool = [try #require(PoolQuestion(question, of: state, pointsHundredths: 100))]
        let exam = ScheduleExam(
            title: try Title("Ujian akhir"),
            batch: batch,
            timeZone: .jakarta,
            times: ExamTimes(
                opensAt: clock.now,
                closesAt: clock.now.advanced(by: .seconds(3_600)),
                durationMinutes: 30
            ),
            passPercent: 70,
            pool: pool
        )
        let stream = AssessmentStream.exam(ExamID(UUID()), of: tenant)
        _ = try await desk.exams(request(.schedule(exam)), on: stream)
        return stream
    }

    /// Somebody begins of whom nobody knew that he left.
    fileprivate func start(_ hall: ExamHall, _ person: CivilServantID) async throws -> StreamID {
        let state = try await desk.exams.state(of: hall.examStream).state
        let start = StartAttempt(
            exam: try #require(ExamOffer(hall.exam, of: state)),
            civilServant: person,
            isEntitled: true,
            seed: 1,
            session: ExamSessionID(UUID()),
            at: clock.now
        )
        let stream = desk.place(of: hall.exam, person, number: 1, of: tenant).stream
        _ = try await desk.attempts(request(.start(start)), on: stream)
        return stream
    }

    /// Why an exam was cancelled, as often as it was.
    fileprivate func cancellations(of exam: StreamID) async throws -> [String] {
        try await store.load(exam, after: 0, snapshotSchema: nil).events.compactMap { envelope in
            guard case .examCancelled(let fact) = try ExamEvent(recorded: envelope) else { return nil }
            return fact.reason
        }
    }
}

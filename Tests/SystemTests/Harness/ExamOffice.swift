import EventSourcing
import Foundation
import HTTPClient
import PostgresClient
import ServiceRuntime
import ServiceTesting
import Testing

@testable import BinaTool

/// The exams of one government body: asks insistently, so that it also works while services are killed.
struct ExamOffice: Sendable {
    let system: System
    let tenant: String
    /// What candidates were told.
    let receipts = ReceiptJournal()
    private let organiser: InsistentClient

    init(_ system: System, tenant: String = "aceh") throws {
        self.system = system
        self.tenant = tenant
        let subject = UUID().uuidString.lowercased()
        organiser = InsistentClient(
            http: system.http,
            source: ServiceEntry.assessment.name,
            addresses: system.assessment.map(\.address),
            token: try system.tokens.token(
                subject: subject,
                tenants: [tenant],
                roles: ["exam-organiser", "exam-supervisor", "question-author", "records-importer"]
            ),
            actor: subject,
            tenant: tenant,
            journal: LoadJournal(),
            deadline: .now + .seconds(600)
        )
    }

    /// Questions of each kind; the first one is a choice whose right answer is A.
    func enterQuestions() async throws -> [QuestionListAnswer.Question] {
        let client = APIClient(base: system.assessment[0].address, token: organiser.token, connections: 1) { _ in }
        let requests = ExamLoadRequests(tenant: tenant, seed: 1)
        return try await requests.enterQuestions(by: client).sorted { $0.code ?? "" < $1.code ?? "" }
    }

    /// - Returns: the id of what was created or changed.
    func ask(_ path: String, _ body: some Encodable, key: String = UUID().uuidString) async throws -> String {
        let id = try await organiser.send(path, body, key: key, first: 0)
        return try #require(id, "\(path) was refused")
    }

    /// An exam that is open for hours; or one that is sat elsewhere.
    func schedule(_ title: String, _ questions: [String] = [], batch: String? = nil) async throws -> String {
        let body = ExamBody(
            mode: questions.isEmpty ? "external" : "online",
            title: title,
            batch: batch,
            timeZone: "Asia/Jakarta",
            opensAt: .now.advanced(by: .seconds(-60)),
            closesAt: .now.advanced(by: .seconds(6 * 3_600)),
            durationMinutes: 120,
            passPercent: 60,
            questions: questions.map { ExamBody.Question(question: $0, pointsHundredths: 1_000) }
        )
        return try await ask("exams", body)
    }

    /// A result of an exam that was sat elsewhere.
    func record(_ score: Int, of person: String, in exam: String, key: String) async throws {
        let body = ExternalResultBody(
            civilServant: person,
            scoreHundredths: score,
            submittedOn: "2026-03-02",
            source: "Universitas Terbuka"
        )
        _ = try await ask("exams/\(exam)/results", body, key: key)
    }

    /// The person's side of an attempt.
    func candidate(_ person: String) throws -> AttemptClient {
        AttemptClient(
            http: system.http,
            addresses: system.assessment.map(\.address),
            tenant: tenant,
            token: try system.tokens.token(subject: person, tenants: [tenant], roles: ["civil-servant"]),
            journal: receipts,
            latencies: Latencies(),
            deadline: .now + .seconds(300)
        )
    }

    /// Starts an attempt as soon as the service has heard of the person's seat, answers every question with option
    /// `option`, so many times, and hands in unless it shall stay open.
    ///
    /// - Returns: the attempt.
    @discardableResult
    func sit(_ exam: String, _ person: String, option: String = "A", times: Int = 1, handsIn: Bool = true)
        async throws -> String
    {
        let client = try candidate(person)
        var begun: AttemptClient.Started?
        try await wait(until: "the attempt is begun") {
            begun = try await client.start(exam, key: "\(exam)-\(person)", first: 0)
            return begun != nil
        }
        let started = try #require(begun)
        let shown = try #require(try await client.attempt(started.attempt, first: 0))
        let questions = (0..<times).flatMap { _ in shown.paper }
        for (number, question) in questions.enumerated() {
            let body =
                question.kind == "essay" ? GivenAnswerBody(text: "Menurut saya.") : GivenAnswerBody(options: [option])
            let answer = AttemptClient.Answer(
                attempt: started.attempt,
                question: question.question,
                session: started.session,
                number: number + 1,
                answer: body
            )
            _ = try #require(try await client.save(answer, first: 0))
        }
        if handsIn { try await client.submit(started.attempt, session: started.session, first: 0) }
        return started.attempt
    }

    /// Closes the exam in a moment and releases its results as soon as that is allowed.
    func release(_ exam: String) async throws {
        struct Rescheduling: Encodable {
            let opensAt = Timestamp.now.advanced(by: .seconds(-7_200))
            let closesAt = Timestamp.now.advanced(by: .seconds(1))
            let durationMinutes = 120
            let reason = "Semua peserta sudah selesai"
        }
        _ = try await ask("exams/\(exam)/reschedule", Rescheduling())
        try await wait(until: "the results are released") {
            try await organiser.send("exams/\(exam)/release", PlainBody(), key: UUID().uuidString, first: 0) != nil
        }
    }

    /// The person contests the result of an attempt, thinks again, and contests it all the same.
    func contest(_ attempt: String, by person: String) async throws {
        let candidate = try system.caller("civil-servant", tenant: tenant, subject: person)
        let objection: JSON = ["kind": "exam-result", "decision": .text(attempt), "grounds": "Jawaban saya benar."]
        let first = try Created(await candidate.exams("POST", "objections", objection))
        _ = try await candidate.exams("POST", "objections/\(first.id)/withdraw", [:]).with(200)
        _ = try await candidate.exams("POST", "objections", objection).with(201)
    }

    /// Two people are to mark the essay, once it is on the table.
    func assign(_ first: String, _ second: String, toEssayOf attempt: String) async throws {
        var essay: UUID?
        try await wait(until: "the essay is on the markers' table") {
            essay = try await system.exams.query(
                "SELECT essay_id FROM assessment_view.essays WHERE attempt_id = \(try #require(UUID(uuidString: attempt)))"
            ).decode(UUID.self).first
            return essay != nil
        }
        _ = try await ask("essays/\(try #require(essay).lowercased)/markers", ["first": first, "second": second])
    }

    /// Everybody who had the question gets all its points.
    func repair(_ question: String, in exam: String) async throws {
        struct Repair: Encodable {
            let question: String
            let revision = 1
            let treatment = "full-points"
            let reason = "Kunci keliru"
        }
        _ = try await ask("exams/\(exam)/repair-key", Repair(question: question))
    }

    /// Every acknowledged answer is in the store.
    func lostReceipts() async throws -> [Difference] {
        try await StoredReceiptCheck(places: system.places(), journal: receipts).run().shown
    }
}

extension Office {
    /// Exams of which each policy has something to do: one that is released, contested and repaired, one with an essay
    /// that waits for its markers, one that is cancelled with an open attempt, one of a batch that is cancelled.
    ///
    /// `drafts`: how often each answer of the one with the essay is saved.
    func leaveExamsOfEachKind(_ exams: ExamOffice, unit: String, programme: String, drafts: Int) async throws {
        let people = try await (50..<53).asyncMap { try await hire("Peserta", Office.number($0), unit: unit).id }
        let batch = try await schedule(programme, startsInHours: -24 * 10)
        for person in people { _ = try await enrol(person, in: batch.id, hoursFromNow: -24 * 15).with(201) }
        let questions = try await exams.enterQuestions()
        let choice = try #require(questions.first { $0.kind == "single-choice" }).id
        let essay = try #require(questions.first { $0.kind == "essay" }).id

        let released = try await exams.schedule("Ujian akhir", [choice], batch: batch.id)
        try await exams.sit(released, people[0])
        let failed = try await exams.sit(released, people[1], option: "B")
        try await waitUntilQuiet()
        try await exams.release(released)
        try await waitUntilQuiet()
        try await exams.contest(failed, by: people[1])
        try await exams.repair(choice, in: released)

        let written = try await exams.sit(try await exams.schedule("Esai", [essay, choice]), people[2], times: drafts)
        try await exams.assign(people[0], people[1], toEssayOf: written)
        let cancelled = try await exams.schedule("Batal", [choice])
        try await exams.sit(cancelled, people[2], handsIn: false)
        _ = try await exams.ask("exams/\(cancelled)/cancel", ["reason": "Soal bocor"])

        let coming = try await schedule(programme, startsInHours: 24 * 10)
        _ = try await exams.schedule("Ujian angkatan", [choice], batch: coming.id)
        try await waitUntilQuiet()
        _ = try await organiser.post("batches/\(coming.id)/cancel", ["reason": "Kurang peserta"]).with(200)
        try await waitUntilQuiet()
    }

    private func waitUntilQuiet() async throws {
        try await Quiet(places: system.places()).reached(within: .seconds(90))
    }
}

extension Sequence {
    /// One after the other.
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}

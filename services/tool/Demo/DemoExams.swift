import EventSourcing
import Foundation

/// Loads what one place shows of exams: a bank, an exam with results of which one was corrected, and one to sit.
struct DemoExams: Sendable {
    let requests: DemoRequests
    /// Sends in the name of the organiser, who leads the first unit.
    let session: ImportSession
    let journal: ImportJournal
    /// In the order of the names.
    let people: [String]
    /// Somebody who sits an exam, and asks until the given instant.
    let candidate: @Sendable (String, ContinuousClock.Instant) throws -> AttemptClient
    /// Sends in somebody's name, with one role.
    let speaker: @Sendable (_ person: String, _ role: String) throws -> ImportSession

    /// What is worth looking at afterwards.
    struct Highlights: Sendable {
        /// The exam whose results are out.
        let exam: String
        /// An attempt that failed first and passed when a wrong key was repaired, and whose it is.
        let corrected: String
        let person: String
        /// Open for a month, and somebody who may sit it.
        let openExam: String
        let openPerson: String
        /// An objection that waits for its reviewer, and who that is.
        let objection: String
        let reviewer: String
    }

    private var place: DemoPlace { requests.place }
    private var bank: DemoBank { DemoBank.of(place) }

    /// Those who hold a seat in the batch with the exam, by their places in the list of names.
    static let seats = 4..<10

    /// How somebody answers.
    private enum Plan: CaseIterable {
        /// Everything right.
        case passes
        /// Nothing right.
        case fails
        /// Right enough, but for the question whose key is wrong.
        case isWronged

        var person: Int {
            switch self {
            case .passes: 4
            case .fails: 5
            case .isWronged: 6
            }
        }
    }

    /// Does nothing again that it did before.
    func load() async throws -> Highlights {
        let batch = try await hold()
        let questions = try await enterQuestions()
        let exam = try await requests.exam(of: bank, questions, batch: batch).performed(in: session)
        let open = try await requests.openExam(of: bank, questions).performed(in: session)
        var attempts: [Int: String] = [:]
        for plan in Plan.allCases {
            attempts[plan.person] = try await sit(exam, by: plan, questions)
        }
        try await settle(exam, batch, attempts, questions)
        guard let corrected = attempts[Plan.isWronged.person], let failed = attempts[Plan.fails.person] else {
            throw DemoLoader.refused
        }
        // Leads another unit.
        let reviewer = people[1]
        let objection = try await object(corrected, failed, reviewer, questions)
        return Highlights(
            exam: exam,
            corrected: corrected,
            person: people[Plan.isWronged.person],
            openExam: open,
            openPerson: people[7],
            objection: objection,
            reviewer: reviewer
        )
    }

    private func object(
        _ corrected: String,
        _ failed: String,
        _ reviewer: String,
        _ questions: [String: QuestionListAnswer.Question]
    ) async throws -> String {
        let missed = bank.asked.first { !answers($0, by: .isWronged) }
        guard let question = missed.flatMap({ questions[$0] }) else { throw DemoLoader.refused }
        let desk = DemoObjections(requests: requests, organiser: session, speaker: speaker, reviewer: reviewer)
        return try await desk.load(
            upheld: DemoObjections.Sat(attempt: corrected, person: people[Plan.isWronged.person]),
            question: question.id,
            waiting: DemoObjections.Sat(attempt: failed, person: people[Plan.fails.person])
        )
    }

    /// A batch that has met, and whose programme asks for a passed exam.
    private func hold() async throws -> String {
        let programme = try await requests.examProgramme(bank.programme).performed(in: session)
        let batch = try await requests.examBatch(of: programme, bank.programme).performed(in: session)
        for number in Self.seats {
            _ = try await requests.examEnrolment(people[number], number, in: batch).performed(in: session)
        }
        let entries = Self.seats.map { AttendanceBody.Entry(civilServant: people[$0], status: "present") }
        for (number, id) in try await session.sessions(of: batch, place.tenant).enumerated() {
            _ = try await requests.examAttendance(entries, session: id, number, of: batch).performed(in: session)
        }
        return batch
    }

    /// - Returns: the questions of the place's topic by their codes.
    private func enterQuestions() async throws -> [String: QuestionListAnswer.Question] {
        let answer = try await session.assessment.send(requests.questions(bank))
        guard answer.isSuccess else { throw DemoLoader.refused }
        let imported = try JSONDecoder().decode(QuestionImportAnswer.self, from: answer.body)
        guard imported.refused.isEmpty else { throw DemoLoader.refused }
        var known: [String: QuestionListAnswer.Question] = [:]
        try await wait(until: "the bank lists the demo's questions") {
            let found = try await session.assessment.send(requests.questionList(bank))
            let list = try JSONDecoder().decode(QuestionListAnswer.self, from: found.body).questions
            known = list.reduce(into: [:]) { if let code = $1.code { $0[code] = $1 } }
            return bank.asked.allSatisfy { known[$0] != nil }
        }
        return known
    }

    private func sit(_ exam: String, by plan: Plan, _ questions: [String: QuestionListAnswer.Question])
        async throws -> String
    {
        let key = "demo:\(place.tenant):sat:\(plan.person)"
        if let known = await journal.id(of: key) { return known }
        let client = try candidate(people[plan.person], .now + .seconds(120))
        var started: AttemptClient.Started?
        // The assessment service hears of the seat a moment later.
        try await wait(until: "the exam can be started") {
            started = try await client.start(exam, key: key, first: 0)
            return started != nil
        }
        guard let started, let paper = try await client.attempt(started.attempt, first: 0)?.paper else {
            throw DemoLoader.refused
        }
        for (number, question) in paper.enumerated() {
            let code = questions.first { $0.value.id == question.question }?.key
            guard let code, answers(code, by: plan), let answer = bank.right[code]?.body(for: question) else {
                continue
            }
            let sent = AttemptClient.Answer(
                attempt: started.attempt,
                question: question.question,
                session: started.session,
                number: number + 1,
                answer: answer
            )
            guard try await client.save(sent, first: 0) != nil else { throw DemoLoader.refused }
        }
        try await client.submit(started.attempt, session: started.session, first: 0)
        try await journal.record(key, id: started.attempt)
        return started.attempt
    }

    private func answers(_ code: String, by plan: Plan) -> Bool {
        switch plan {
        case .passes: true
        case .fails: false
        case .isWronged: bank.asked.prefix(2).contains(code) || code == bank.wrong.code
        }
    }

    /// Results are released, then the wrong key is repaired; waits until that has changed what it should.
    private func settle(
        _ exam: String,
        _ batch: String,
        _ attempts: [Int: String],
        _ questions: [String: QuestionListAnswer.Question]
    ) async throws {
        _ = try await requests.closeExam(exam).performed(in: session)
        _ = try await requests.closeExamBatch(batch).performed(in: session)
        _ = try await requests.release(exam).performed(in: session)
        guard let wronged = attempts[Plan.isWronged.person], let wrong = questions[bank.wrong.code] else {
            throw DemoLoader.refused
        }
        try await wait(until: "the results are released") { try await result(of: wronged) != nil }
        let content = try await session.assessment.send(requests.question(wrong.id))
        struct Content: Decodable { let options: [PaperQuestion.Option] }
        let options = try JSONDecoder().decode(Content.self, from: content.body).options
        _ = try await requests.repair(bank.wrong, wrong, options, in: exam).performed(in: session)
        try await wait(until: "the repaired key has changed the result") {
            try await result(of: wronged)?.passed == true
        }
    }

    private func result(of attempt: String) async throws -> AttemptResultBody? {
        let answer = try await session.assessment.send(requests.result(of: attempt))
        return answer.isSuccess ? try JSONDecoder().decode(AttemptResultBody.self, from: answer.body) : nil
    }
}

extension ImportCall {
    /// - Returns: the id in the answer.
    /// - Throws: `Refusal` when the service does not do it.
    func performed(in session: ImportSession) async throws -> String {
        guard let id = try await session.perform(self) else { throw DemoLoader.refused }
        return id
    }
}

/// One person in one attempt, who answers, changes devices and sends again what was answered already; drawn by a seed.
struct Candidate: Sendable {
    let client: AttemptClient
    let attempt: String
    private let name: String
    private let paper: [PaperQuestion]
    private var session: String
    /// Answers of this session so far.
    private var number = 0
    /// Another device's session that was replaced, with its count; it sends once more.
    private var former: (session: String, number: Int)?
    private var devices = 1
    private var words: Int
    private var random: SeededRandom

    /// Starts the attempt and reads its paper.
    ///
    /// Nil when that was refused or nobody answered.
    init?(_ name: String, at exam: String, _ client: AttemptClient, seed: UInt64) async throws {
        random = SeededRandom(seed)
        let replica = Int.random(in: 0..<8, using: &random)
        guard let started = try await client.start(exam, key: "\(name):start", first: replica),
            let shown = try await client.attempt(started.attempt, first: replica)
        else { return nil }
        self.name = name
        self.client = client
        attempt = started.attempt
        session = started.session
        paper = shown.paper
        words = Int(truncatingIfNeeded: seed % 1_000) * 1_000
    }

    /// Saves one answer.
    mutating func answer() async throws {
        if Int.random(in: 0..<50, using: &random) == 0 { try await changeDevice() }
        if let former, Bool.random(using: &random) {
            self.former = nil
            try await send(session: former.session, number: former.number + 1)
        }
        number += 1
        let sent = try await send(session: session, number: number)
        // As if the acknowledgement had been lost on the way.
        if Int.random(in: 0..<50, using: &random) == 0, let sent { try await client.save(sent, first: replica()) }
    }

    /// Saves one more answer from this device, however late it is.
    mutating func answerLate() async throws {
        number += 1
        try await send(session: session, number: number)
    }

    /// A question with one right answer, an option of it and the session: enough to make requests of one's own.
    var choice: (question: String, option: String, session: String)? {
        guard let question = paper.first(where: { $0.kind == "single-choice" }),
            let option = question.options?.first?.id
        else { return nil }
        return (question.question, option, session)
    }

    mutating func handIn() async throws { try await client.submit(attempt, session: session, first: replica()) }

    private mutating func changeDevice() async throws {
        devices += 1
        let key = "\(name):device:\(devices)"
        guard let opened = try await client.openSession(attempt, key: key, first: replica()) else { return }
        former = (session, number)
        session = opened
        number = 0
    }

    @discardableResult
    private mutating func send(session: String, number: Int) async throws -> AttemptClient.Answer? {
        guard let question = paper.randomElement(using: &random) else { return nil }
        words += 1
        let answer = AttemptClient.Answer(
            attempt: attempt,
            question: question.question,
            session: session,
            number: number,
            answer: question.answer(words, &random)
        )
        return try await client.save(answer, first: replica()) == nil ? nil : answer
    }

    private mutating func replica() -> Int { Int.random(in: 0..<8, using: &random) }
}

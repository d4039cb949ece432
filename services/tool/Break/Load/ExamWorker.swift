import CivilServiceKernel
import EventSourcing

/// Schedules exams that are soon over, sits them as several candidates at once, and does what organisers do; drawn by a
/// seed.
struct ExamWorker: Sendable {
    /// Attempts that one worker writes at one time.
    private static let seats = 12

    private let name: String
    private let organiser: InsistentClient
    private let world: LoadWorld
    private let room: ExamRoom
    private let candidate: @Sendable (_ person: String) throws -> AttemptClient
    private var random: SeededRandom
    private var sitting: [Candidate] = []
    private var count = 0

    /// `candidate` gives the client of a person.
    init(
        _ name: String,
        _ organiser: InsistentClient,
        _ world: LoadWorld,
        _ room: ExamRoom,
        candidate: @escaping @Sendable (String) throws -> AttemptClient,
        seed: UInt64
    ) {
        self.name = name
        self.organiser = organiser
        self.world = world
        self.room = room
        self.candidate = candidate
        random = SeededRandom(seed)
    }

    /// Works until `isOver`, then hands in what is still written.
    mutating func run(until isOver: @Sendable () -> Bool) async throws {
        while !isOver() { try await act() }
        for index in sitting.indices { try await sitting[index].handIn() }
    }

    private mutating func act() async throws {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<4: try await schedule()
        case ..<20: try await begin()
        case ..<84: try await answer()
        case ..<90: try await handIn()
        case ..<94: try await release()
        case ..<96: try await repair()
        case ..<98: try await declareIncident()
        case ..<99: try await grantTime()
        default: try await cancel()
        }
    }

    @discardableResult
    private mutating func send(_ path: String, _ body: some Encodable) async throws -> String? {
        count += 1
        let replica = Int.random(in: 0..<8, using: &random)
        return try await organiser.send(path, body, key: "\(name)-\(count)", first: replica)
    }

    /// Over in less than a minute; now and then only for the participants of a batch.
    private mutating func schedule() async throws {
        let pool = room.questions.filter { $0.kind != "essay" || Int.random(in: 0..<8, using: &random) == 0 }
        let questions = pool.shuffled(using: &random).prefix(4).map(\.id)
        let batch = Bool.random(using: &random) ? world.batch(&random) : nil
        let closes = Timestamp.now.advanced(by: .seconds(Int.random(in: 8...40, using: &random)))
        let body = ExamBody(
            title: "Ujian \(world.nextNumber())",
            batch: batch?.id,
            timeZone: IndonesianTimeZone.jakarta.rawValue,
            opensAt: .now.advanced(by: .seconds(-60)),
            closesAt: closes,
            durationMinutes: 5,
            passPercent: 20,
            attemptsAllowed: 2,
            questions: questions.map { ExamBody.Question(question: $0, pointsHundredths: 1_000) }
        )
        guard let exam = try await send("exams", body) else { return }
        room.add(ExamRoom.Exam(id: exam, closesAt: closes, questions: questions, batch: batch))
    }

    private mutating func begin() async throws {
        guard sitting.count < Self.seats else { return try await answer() }
        // Another exam when none is open, or when nobody is there yet who could sit it.
        guard let exam = room.open(at: .now, &random),
            let person = exam.batch?.people.randomElement(using: &random) ?? world.person(&random)
        else { return try await schedule() }
        count += 1
        let seed = UInt64.random(in: .min ... .max, using: &random)
        let new = try await Candidate("\(name)-\(count)", at: exam.id, candidate(person), seed: seed)
        if let new { sitting.append(new) }
    }

    /// Also when the exam is over: then it is kept aside.
    private mutating func answer() async throws {
        guard let index = sitting.indices.randomElement(using: &random) else { return try await begin() }
        try await sitting[index].answer()
    }

    private mutating func handIn() async throws {
        guard let index = sitting.indices.randomElement(using: &random) else { return }
        var candidate = sitting.remove(at: index)
        try await candidate.handIn()
        // Kept aside: it comes after handing in.
        if Bool.random(using: &random) { try await candidate.answerLate() }
    }

    private mutating func release() async throws {
        guard let exam = room.closed(at: .now, &random) else { return }
        try await send("exams/\(exam.id)/release", PlainBody())
    }

    private mutating func repair() async throws {
        struct Repair: Encodable {
            let question: String
            let revision = 1
            let treatment: String
            let reason = "Kunci keliru"
        }
        guard let exam = room.closed(at: .now, &random), let question = exam.questions.randomElement(using: &random)
        else { return }
        let treatment = Bool.random(using: &random) ? "full-points" : "excluded"
        try await send("exams/\(exam.id)/repair-key", Repair(question: question, treatment: treatment))
    }

    private mutating func declareIncident() async throws {
        struct Incident: Encodable {
            let from: Timestamp
            let until: Timestamp
            let reason = "Listrik padam"
        }
        guard let exam = room.open(at: .now, &random) else { return }
        let until = Timestamp.now.advanced(by: .seconds(-1))
        let from = until.advanced(by: .seconds(-Int.random(in: 1...20, using: &random)))
        try await send("exams/\(exam.id)/incidents", Incident(from: from, until: until))
    }

    private mutating func grantTime() async throws {
        struct Grant: Encodable {
            let minutes = 1
            let reason = "Perangkat diganti"
        }
        guard let attempt = sitting.randomElement(using: &random)?.attempt else { return }
        try await send("attempts/\(attempt)/grant-time", Grant())
    }

    private mutating func cancel() async throws {
        struct Cancelling: Encodable { let reason = "Soal bocor" }
        guard let exam = room.open(at: .now, &random) else { return }
        room.remove(exam)
        try await send("exams/\(exam.id)/cancel", Cancelling())
    }
}

import Foundation

/// What is asked of a stage while it is broken: registering, training and examining people of two tenants at once.
struct BreakLoad: Sendable {
    static let tenants = ["aceh", "tebo"]

    let seed: UInt64
    let stage: BreakStage
    let workers: Int
    let journal = LoadJournal()
    let receipts = ReceiptJournal()

    /// Who sends enrolment's commands.
    private var officer: String { "load-\(seed)" }
    /// Who sends the commands on exams: one of the register's people, by the look of the id.
    private var organiser: String {
        let digits = String(seed & 0xffff_ffff_ffff, radix: 16)
        return "0199aabb-ccdd-7000-8000-\(String(repeating: "0", count: 12 - digits.count))\(digits)"
    }
    var actors: [String] { [officer, organiser] }

    /// Fills the question banks, while everything still runs.
    ///
    /// - Returns: the questions of each tenant.
    func prepare() async throws -> [[QuestionListAnswer.Question]] {
        var banks: [[QuestionListAnswer.Question]] = []
        guard let address = stage.replicas(of: .assessment).first?.address else { return [] }
        for tenant in Self.tenants {
            let token = try token("load", ["question-author", "exam-organiser"])
            let client = APIClient(base: address, token: token, connections: 1) { _ in }
            banks.append(try await ExamLoadRequests(tenant: tenant, seed: seed).enterQuestions(by: client))
        }
        return banks
    }

    /// Works until `end`; what is under way then is finished, at most for two minutes.
    func work(until end: ContinuousClock.Instant, _ banks: [[QuestionListAnswer.Question]]) async throws {
        let worlds = Self.tenants.map { _ in LoadWorld() }
        let rooms = banks.map { ExamRoom(questions: $0) }
        let isOver: @Sendable () -> Bool = { ContinuousClock.now > end }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<workers {
                let tenant = number % Self.tenants.count
                var worker = LoadWorker(
                    "\(seed)-\(number)",
                    try client(of: .enrolment, officer, tenant, end),
                    worlds[tenant],
                    seed: seed &* 1_000_003 &+ UInt64(number)
                )
                group.addTask { try await worker.run(until: isOver) }
                guard rooms.indices.contains(tenant), number % 4 < 2 else { continue }
                var exams = ExamWorker(
                    "\(seed)-exams-\(number)",
                    try client(of: .assessment, organiser, tenant, end),
                    worlds[tenant],
                    rooms[tenant],
                    candidate: { try self.candidate($0, tenant, end) },
                    seed: seed &* 7_368_787 &+ UInt64(number)
                )
                group.addTask { try await exams.run(until: isOver) }
            }
            try await group.waitForAll()
        }
    }

    private func client(of entry: ServiceEntry, _ actor: String, _ tenant: Int, _ end: ContinuousClock.Instant) throws
        -> InsistentClient
    {
        let roles =
            entry.name == ServiceEntry.assessment.name
            ? ["exam-organiser", "exam-supervisor", "records-importer"]
            : ["personnel-office", "training-organiser", "records-importer"]
        return InsistentClient(
            http: stage.http,
            source: entry.name,
            addresses: stage.replicas(of: entry).map(\.address),
            token: try token(actor, roles),
            actor: actor,
            tenant: Self.tenants[tenant],
            journal: journal,
            deadline: end + .seconds(120)
        )
    }

    private func candidate(_ person: String, _ tenant: Int, _ end: ContinuousClock.Instant) throws -> AttemptClient {
        AttemptClient(
            http: stage.http,
            addresses: stage.replicas(of: .assessment).map(\.address),
            tenant: Self.tenants[tenant],
            token: try token(person, ["civil-servant"]),
            journal: receipts,
            latencies: Latencies(),
            deadline: end + .seconds(120)
        )
    }

    private func token(_ subject: String, _ roles: [String]) throws -> String {
        try DevelopmentIssuer(stage.installation.secrets).token(
            subject: subject,
            tenants: Self.tenants,
            roles: roles,
            hours: 24,
            now: Int(Date().timeIntervalSince1970)
        )
    }
}

import CivilServiceKernel
import EventSourcing
import Foundation
import HTTPClient

/// Many people sit an exam at once: starting, answering, changing devices, handing in; then everything is looked up.
struct ExamLoad: Sendable {
    /// How much is asked for.
    struct Size: Sendable {
        var attempts = 10_000
        /// Of each attempt.
        var answers = 10
        /// From one answer of an attempt to its next; zero means as fast as it goes.
        var pause = Duration.zero
        /// Requests at one time.
        var connections = 32

        /// Attempts at an exam that closes while they answer.
        var late: Int { min(100, (attempts + 99) / 100) }
    }

    let seed: UInt64
    /// A tenant of the load's own, so that it disturbs nobody's figures.
    let tenant: String
    var size = Size()
    /// Of every replica of the assessment service that there may be.
    let addresses: [String]
    let issuer: DevelopmentIssuer
    let journal = ReceiptJournal()
    let latencies = Latencies()
    var console = ProgressConsole.silent
    let http: HTTPClient
    /// Tells runs with the same seed apart: each has exams of its own.
    let run = String(Int64(Date().timeIntervalSince1970 * 1_000), radix: 36)

    init(seed: UInt64, tenant: String, size: Size, addresses: [String], issuer: DevelopmentIssuer) {
        self.seed = seed
        self.tenant = tenant
        self.size = size
        self.addresses = addresses
        self.issuer = issuer
        http = HTTPClient(maximumRequests: size.connections)
    }

    /// What there is to sit, and who sits it.
    struct Hall: Sendable {
        let questions: [String]
        let exam: String
        let people: [String]
    }

    // MARK: Preparing

    /// Enters people and questions and schedules the exam, through the public API of both services.
    ///
    /// - Throws: `Refusal` naming what a service did not take.
    func prepare(enrolment: String, assessment: String) async throws -> Hall {
        let session = ImportSession(
            client: try client(enrolment),
            assessment: try client(assessment),
            journal: nil,
            concurrency: size.connections,
            console: console
        )
        let requests = ExamLoadRequests(tenant: tenant, seed: seed)
        guard let unit = try await session.perform(requests.unit()) else { throw Self.refused("unit") }
        let numbers = Array(0..<size.attempts)
        let ids = try await session.run("people", ImportSchedule(numbers)) { try requests.person($0, in: unit) }
        let people = numbers.compactMap { ids[requests.key(ofPerson: $0)] }
        guard people.count == size.attempts else { throw Self.refused("people") }
        let questions = try await requests.enterQuestions(by: session.assessment).map(\.id)
        let opens = Timestamp.now.advanced(by: .seconds(-60))
        let exam = try await schedule(
            requests.exam("beban", run, questions, from: opens, to: opens.advanced(by: .seconds(12 * 3_600))),
            session
        )
        return Hall(questions: questions, exam: exam, people: people)
    }

    func client(_ base: String) throws -> APIClient {
        APIClient(base: base, token: try officer, connections: size.connections) { [console] in console.note($0) }
    }

    var officer: String {
        get throws {
            try issuer.token(
                subject: "load",
                tenants: [tenant],
                roles: ["personnel-office", "records-importer", "question-author", "exam-organiser"],
                hours: 24,
                now: Int(Date().timeIntervalSince1970)
            )
        }
    }

    func schedule(_ call: ImportCall, _ session: ImportSession) async throws -> String {
        guard let exam = try await session.perform(call) else { throw Self.refused("exam") }
        return exam
    }

    static func refused(_ what: String) -> Refusal {
        Refusal("a service refused what the load needs (\(what)); nobody has begun an attempt")
    }
}

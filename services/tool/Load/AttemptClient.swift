import EventSourcing
import Foundation
import HTTPClient

/// One candidate's requests, each repeated to any replica until one of them answers for good.
///
/// A repetition is the same request: starting and opening a session have a key, an answer has its session and number.
struct AttemptClient: Sendable {
    let http: HTTPClient
    /// Of every replica of the assessment service that there may be, running or not.
    let addresses: [String]
    let tenant: String
    /// The candidate's.
    let token: String
    let journal: ReceiptJournal
    let latencies: Latencies
    /// Then nobody asks any more, answered or not.
    let deadline: ContinuousClock.Instant

    /// What starting answers.
    struct Started: Sendable {
        let attempt: String
        let session: String
        let deadline: Timestamp?
    }

    /// - Returns: nil when it was refused or never answered.
    func start(_ exam: String, key: String, first replica: Int) async throws -> Started? {
        struct Body: Decodable {
            let session: String
            let deadline: Timestamp?
        }
        let answer = try await ask("POST", "exams/\(exam)/attempts", Data("{}".utf8), key: key, first: replica)
        guard let answer, let body = read(Body.self, answer),
            let attempt = answer.header("Location")?.split(separator: "/").last
        else { return nil }
        return Started(attempt: String(attempt), session: body.session, deadline: body.deadline)
    }

    /// Opens the attempt on another device; the one before may no longer answer.
    ///
    /// - Returns: the new session; nil when it was refused or never answered.
    func openSession(_ attempt: String, key: String, first replica: Int) async throws -> String? {
        struct Body: Decodable { let session: String }
        let answer = try await ask("POST", "attempts/\(attempt)/sessions", Data("{}".utf8), key: key, first: replica)
        return answer.flatMap { read(Body.self, $0) }?.session
    }

    /// An answer on its way, as it is sent and sent again.
    struct Answer: Sendable {
        let attempt: String
        let question: String
        let session: String
        let number: Int
        let answer: GivenAnswerBody
    }

    /// Saves an answer and writes down the receipt.
    ///
    /// - Returns: the receipt; nil when it was refused or never answered.
    @discardableResult
    func save(_ answer: Answer, first replica: Int) async throws -> ReceiptJournal.Receipt? {
        struct Request: Encodable {
            let session: String
            let number: Int
            let answer: GivenAnswerBody
        }
        struct Body: Decodable {
            let receipt: Int
            let at: Timestamp
            let counts: Bool
            let asideReason: String?
        }
        let request = Request(session: answer.session, number: answer.number, answer: answer.answer)
        let path = "attempts/\(answer.attempt)/answers/\(answer.question)"
        let begin = ContinuousClock.now
        guard let response = try await ask("PUT", path, try JSONEncoder().encode(request), first: replica) else {
            journal.giveUp(answer.question, of: answer.attempt)
            return nil
        }
        guard let body = read(Body.self, response) else { return nil }
        latencies.add(ContinuousClock.now - begin)
        let receipt = ReceiptJournal.Receipt(
            question: answer.question,
            session: answer.session,
            number: answer.number,
            receipt: body.receipt,
            at: body.at,
            counts: body.counts,
            asideReason: body.asideReason,
            answer: answer.answer
        )
        journal.acknowledge(receipt, of: answer.attempt)
        return receipt
    }

    func submit(_ attempt: String, session: String, first replica: Int) async throws {
        struct Request: Encodable { let session: String }
        struct Body: Decodable { let digest: String? }
        let body = try JSONEncoder().encode(Request(session: session))
        guard let answer = try await ask("POST", "attempts/\(attempt)/submit", body, first: replica),
            let told = read(Body.self, answer)
        else { return }
        journal.handIn(attempt, digest: told.digest)
    }

    /// The attempt as it is shown now.
    ///
    /// - Returns: nil when nobody answers or it is not shown.
    func attempt(_ attempt: String, first replica: Int) async throws -> AttemptBody? {
        try await ask("GET", "attempts/\(attempt)", nil, first: replica).flatMap { read(AttemptBody.self, $0) }
    }

    /// Schedules an exam, by an organiser's token.
    ///
    /// - Returns: its id; nil when it was refused or never answered.
    func schedule(_ exam: APIClient.Call, first replica: Int) async throws -> String? {
        struct Body: Decodable {}
        guard let answer = try await ask("POST", "exams", exam.body, key: exam.key, first: replica),
            read(Body.self, answer) != nil
        else { return nil }
        return answer.header("Location")?.split(separator: "/").last.map(String.init)
    }

    // MARK: How

    /// - Returns: a lasting answer; nil when there is none until the deadline.
    private func ask(_ method: String, _ path: String, _ body: Data?, key: String? = nil, first replica: Int)
        async throws -> HTTPClientResponse?
    {
        var attempt = replica
        var wait = Duration.milliseconds(20)
        while ContinuousClock.now < deadline {
            try Task.checkCancellation()
            let request = request(method, path, body, key, to: addresses[attempt % addresses.count])
            let response = try? await http.send(request, deadline: .seconds(15))
            if let response, !isPassing(response) { return response }
            journal.repeatRequest()
            attempt += 1
            try await Task.sleep(for: wait)
            wait = min(wait * 2, .seconds(1))
        }
        return nil
    }

    private func request(_ method: String, _ path: String, _ body: Data?, _ key: String?, to address: String)
        -> HTTPClientRequest
    {
        var headers: [(name: String, value: String)] = []
        if body != nil { headers.append(("Content-Type", "application/json")) }
        if let key { headers.append(("Idempotency-Key", key)) }
        return HTTPClientRequest(
            method: method,
            url: "\(address)/v1/\(tenant)/\(path)",
            headers: headers,
            body: body.map { Array($0) },
            bearer: token
        )
    }

    private func isPassing(_ response: HTTPClientResponse) -> Bool {
        guard response.status < 500, response.status != 429 else { return true }
        return response.status == 409 && ImportProblem(APIClient.Answer(response)).slug == "version-conflict"
    }

    /// A success's body; a refusal is counted by its problem.
    private func read<Body: Decodable>(_ type: Body.Type, _ response: HTTPClientResponse) -> Body? {
        let answer = APIClient.Answer(response)
        guard answer.isSuccess else {
            journal.refuse(ImportProblem(answer).slug)
            return nil
        }
        do {
            return try JSONDecoder().decode(type, from: answer.body)
        } catch {
            journal.refuse("an answer that is not as documented")
            return nil
        }
    }
}

/// What `GET /v1/{tenant}/attempts/{attempt}` says, as far as the load reads it.
struct AttemptBody: Decodable, Sendable {
    struct Saved: Decodable, Sendable {
        let question: String
        let receipt: Int
        let answer: GivenAnswerBody
    }

    let session: String?
    let deadline: Timestamp?
    let lastReceipt: Int?
    let paper: [PaperQuestion]
    let answers: [Saved]

    var shown: ShownAttempt {
        ShownAttempt(
            answers: answers.map { .init(question: $0.question, receipt: $0.receipt, answer: $0.answer) },
            lastReceipt: lastReceipt,
            deadline: deadline
        )
    }
}

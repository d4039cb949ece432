import Foundation

/// Answers by wrk to many open attempts in turn, each with its candidate's token and its own count.
struct AnswersLoad: Sendable {
    /// Many more than connections, so that hardly ever two answers to one attempt are under way.
    static let attempts = 512

    private let address: URL
    private let script: URL

    /// Enters people and questions, schedules an exam and starts the attempts, as `bina load exams` does.
    init(to assessment: URL, enrolment: URL, _ issuer: DevelopmentIssuer, in folder: URL) async throws {
        address = assessment
        script = folder.appending(path: "answers.lua")
        let base = assessment.absoluteString
        let load = ExamLoad(
            seed: 1,
            tenant: "beban",
            size: ExamLoad.Size(attempts: Self.attempts, answers: 1, connections: 16),
            addresses: [base],
            issuer: issuer
        )
        let hall = try await load.prepare(enrolment: enrolment.absoluteString, assessment: base)
        let candidates = try await load.begin(in: hall, until: .now + .seconds(300))
        guard candidates.count == Self.attempts else {
            throw Refusal("only \(candidates.count) of \(Self.attempts) attempts could be started")
        }
        let heads = try candidates.map { try Self.head($0, host: "\(assessment.host ?? ""):\(assessment.port ?? 80)") }
        try Data(Self.text(heads).utf8).write(to: script)
    }

    /// Receipts per second.
    ///
    /// - Throws: `Refusal` when one of the answers was no success.
    func run(for duration: Duration) async throws -> Double {
        let output = try await LoadProgram.run([
            "wrk", "-t", "1", "-c", "64", "-d", "\(max(1, duration.components.seconds))s", "--timeout", "30s", "-s",
            script.path, address.absoluteString,
        ])
        let lines = output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        if let trouble = lines.first(where: { $0.hasPrefix("Non-2xx") || $0.hasPrefix("Socket errors") }) {
            throw Refusal("the service did not acknowledge every answer: \(trouble)")
        }
        guard let line = lines.first(where: { $0.hasPrefix("Requests/sec:") }),
            let rate = line.split(separator: " ").last.flatMap({ Double($0) })
        else { throw Refusal("wrk did not say how fast it was:\n\(output)") }
        return rate
    }

    /// The unchanging part of a candidate's request, and of its body.
    private static func head(_ candidate: Candidate, host: String) throws -> (request: String, body: String) {
        guard let (question, option, session) = candidate.choice else {
            throw Refusal("the paper has no question with one right answer")
        }
        let client = candidate.client
        let request =
            "PUT /v1/\(client.tenant)/attempts/\(candidate.attempt)/answers/\(question) HTTP/1.1\\r\\nHost: \(host)\\r\\n"
            + "Authorization: Bearer \(client.token)\\r\\nContent-Type: application/json\\r\\nContent-Length: "
        let body =
            "{\\\"answer\\\":{\\\"options\\\":[\\\"\(option)\\\"]},\\\"session\\\":\\\"\(session)\\\",\\\"number\\\":"
        return (request, body)
    }

    /// Counts go on from run to run: wrk starts each with a script of its own, so the clock is part of them.
    private static func text(_ heads: [(request: String, body: String)]) -> String {
        let rows = heads.map { "{\"\($0.request)\", \"\($0.body)\"}" }.joined(separator: ",\n")
        return """
            local heads = {
            \(rows)
            }
            local turn = 0
            local base = (os.time() % 5000) * 100000
            function request()
                turn = turn + 1
                local head = heads[turn % #heads + 1]
                local body = head[2] .. (base + turn) .. "}"
                return head[1] .. #body .. "\\r\\n\\r\\n" .. body
            end
            """
    }
}

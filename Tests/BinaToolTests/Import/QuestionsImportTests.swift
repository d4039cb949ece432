import Foundation
import HTTPServer
import Synchronization
import Testing

@testable import BinaTool

@Suite(.timeLimit(.minutes(2)))
struct QuestionsImportTests {
    private let lines = Lines()

    /// What a program reads from the last line.
    private struct Report: Decodable {
        struct Refusal: Decodable {
            let file: String
            let line: Int
            let rule: String
        }

        let files: [[String: Value]]
        let read, added, revised, unchanged, refused, descriptions: Int
        let refusals: [Refusal]
        let tenant: String
        let dryRun: Bool

        enum Value: Decodable {
            case text(String)
            case number(Int)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Int.self) {
                    self = .number(number)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }
    }

    private static let answer = """
        {"dryRun": false, "read": 3, "added": 1, "revised": 1, "unchanged": 0, "refusedLeftOut": 0, "descriptions": 2,
         "refused": [{"line": 7, "code": "Q1", "rule": "question-no-right-answer", "pesan": "Tidak ada jawaban benar.",
                      "detail": "No right answer."}]}
        """

    private func run(
        _ format: QuestionsImport.Format,
        isDryRun: Bool = false,
        topic: String? = nil,
        answering: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) async throws -> (ImportOutcome, Report) {
        var router = Router()
        router.wrap { request, _, _ in answering(request) }
        let server = HTTPServer(HTTPServerConfiguration(), router: router)
        try server.start()
        let client = APIClient(base: "http://127.0.0.1:\(server.port)", token: "t", connections: 2)
        let session = ImportSession(client: client, journal: nil, concurrency: 2, console: .keeping(lines))
        let context = ImportContext(
            tenant: "tebo",
            session: session,
            records: client,
            isDryRun: isDryRun,
            topic: topic
        )
        let files = try ["a.gift", "b.gift"].map { name in
            let file = URL(filePath: NSTemporaryDirectory()).appending(path: "\(UUID())-\(name)")
            try Data("::Q1:: 1+1? {=2 ~3}".utf8).write(to: file)
            return file
        }
        let result: Result<ImportOutcome, any Error>
        do {
            result = .success(try await QuestionsImport(format: format).run(files, context))
        } catch {
            result = .failure(error)
        }
        await server.shutdown(within: .milliseconds(100))
        let outcome = try result.get()
        return (outcome, try JSONDecoder().decode(Report.self, from: Data(outcome.json.utf8)))
    }

    @Test func `adds up what each file brought, and shows file, line, rule and sentence of what was refused`()
        async throws
    {
        let (outcome, report) = try await run(.gift) { _ in HTTPResponse(body: .text(Self.answer)) }
        #expect(report.read == 6)
        #expect(report.added == 2)
        #expect(report.revised == 2)
        #expect(report.refused == 2)
        #expect(report.descriptions == 4)
        #expect(report.files.count == 2)
        #expect(report.refusals.map(\.line) == [7, 7])
        #expect(report.refusals.first?.rule == "question-no-right-answer")
        #expect(!outcome.isComplete)
        #expect(!outcome.json.contains("\n"))
        let shown = "a.gift, baris 7 (Q1): question-no-right-answer: Tidak ada jawaban benar.\n"
        #expect(lines.all.contains { $0.hasSuffix(shown) })
    }

    @Test func `says the form, the topic and that it only checks`() async throws {
        let asked = Mutex<[String]>([])
        let (_, report) = try await run(.csv, isDryRun: true, topic: "Pelayanan publik & aduan") { request in
            let query = ["format", "topic", "dry-run"].map { request.query[$0] ?? "-" }
            asked.withLock { $0.append("\(request.path) \(query) \(request.headers["Content-Type"] ?? "-")") }
            return HTTPResponse(body: .text(Self.answer))
        }
        let expected = #"/v1/tebo/questions/import ["csv", "Pelayanan publik & aduan", "true"] text/csv"#
        #expect(asked.withLock { $0 } == [expected, expected])
        #expect(report.dryRun)
    }

    @Test func `a file that cannot be read at all is refused, the next one is taken`() async throws {
        let count = Mutex(0)
        let (outcome, report) = try await run(.gift) { _ in
            let isFirst = count.withLock { count in
                count += 1
                return count == 1
            }
            guard isFirst else { return HTTPResponse(body: .text(Self.answer)) }
            let problem =
                #"{"type":"urn:bina:problem:bad-question-file","title":"Bukan teks.","status":422,"detail":"No."}"#
            return HTTPResponse(status: HTTPStatus(rawValue: 422), body: .text(problem))
        }
        #expect(report.read == 3)
        #expect(report.refused == 2)
        #expect(report.refusals.first?.rule == "bad-question-file")
        #expect(report.refusals.first?.line == 0)
        #expect(!outcome.isComplete)
        #expect(lines.all.contains { $0.hasSuffix("a.gift: bad-question-file: Bukan teks.\n") })
    }

    @Test func `a token that is not accepted ends it`() async {
        await #expect(throws: Refusal.self) {
            try await run(.gift) { _ in HTTPResponse(status: HTTPStatus(rawValue: 403)) }
        }
    }
}

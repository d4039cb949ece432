import AssessmentDomain
import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

/// Brings the bank in line with a file of questions.
///
/// Every question stands for itself: one that is refused hinders no other, and the same file a second time changes
/// nothing.
struct QuestionImportRoutes {
    /// Of the whole file.
    static let maximumBytes = 5 << 20
    /// More would help nobody; `refusedLeftOut` says how many there are.
    private static let maximumRefusals = 1_000

    /// How the file is written.
    enum Format: String, CaseIterable, Sendable { case gift, csv }

    let desk: AssessmentDesk

    func add(to routes: inout ServiceRoutes) {
        routes.post("/v1/{tenant}/questions/import", roles: AssessmentRoles.importers) { try await importFile($0) }
    }

    private func importFile(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("format", "topic", "dry-run")
        guard let format = try request.word("format", of: Format.self) else {
            throw Problem.invalidParameter(FieldError("format", "required", "must be gift or csv"))
        }
        let isDryRun = try request.flag("dry-run")
        let topic = try self.topic(of: request)
        guard Self.isText(request.http.headers.values(of: "Content-Type")) else { throw Problem.notText }
        guard request.http.body.count <= Self.maximumBytes else { throw Problem.fileTooLarge }
        let file = try QuestionFile.read(request.http.body, as: format, topic: topic)
        let run = QuestionImportRun(
            desk: desk,
            head: try request.commandHead(),
            tenant: request.tenant,
            isDryRun: isDryRun,
            deadline: request.http.deadline - .seconds(5)
        )
        let outcome = try await run.process(file.read)
        return try .json(answer(file, outcome, isDryRun), headers: ["Cache-Control": "no-store"])
    }

    /// Of questions whose file names none.
    private func topic(of request: TenantRequest) throws(Problem) -> String {
        guard let text = request.http.query["topic"] else { return "Umum" }
        do { return try Topic(text).text } catch {
            throw .invalidParameter(FieldError("topic", error.rule, error.detail))
        }
    }

    private func answer(_ file: QuestionImport, _ outcome: QuestionImportRun.Outcome, _ isDryRun: Bool)
        -> QuestionImportAnswer
    {
        let refused = (file.refused.map(QuestionImportRefusal.init) + outcome.refused).sorted { $0.line < $1.line }
        return QuestionImportAnswer(
            dryRun: isDryRun,
            read: file.read.count,
            added: outcome.added,
            revised: outcome.revised,
            unchanged: outcome.unchanged,
            refused: Array(refused.prefix(Self.maximumRefusals)),
            refusedLeftOut: max(0, refused.count - Self.maximumRefusals),
            descriptions: file.descriptions
        )
    }

    private static func isText(_ contentTypes: [String]) -> Bool {
        guard contentTypes.count == 1, let type = contentTypes.first?.split(separator: ";").first else { return false }
        return ["text/plain", "text/csv"].contains(type.filter { !$0.isWhitespace }.lowercased())
    }
}

/// What came of a file: `read` are `added`, `revised`, `unchanged` or among the refused.
private struct QuestionImportAnswer: Encodable {
    let dryRun: Bool
    let read: Int
    let added: Int
    let revised: Int
    let unchanged: Int
    let refused: [QuestionImportRefusal]
    let refusedLeftOut: Int
    let descriptions: Int
}

/// Why one question of the file is not in the bank, for the person who keeps the file.
struct QuestionImportRefusal: Encodable, Sendable, Equatable {
    /// Of the file, from 1.
    let line: Int
    let code: String?
    /// Stable, for programs.
    let rule: String
    /// In Indonesian.
    let pesan: String
    let detail: String
}

extension QuestionImportRefusal {
    init(_ refused: RefusedQuestion) {
        self.init(
            line: refused.line,
            code: refused.code,
            rule: refused.rule,
            pesan: refused.pesan,
            detail: refused.detail
        )
    }
}

extension Problem {
    fileprivate static var notText: Problem {
        Problem(
            "unsupported-media-type",
            status: .unsupportedMediaType,
            title: "Kirim berkas sebagai text/plain atau text/csv.",
            detail: "Send the file as Content-Type: text/plain or text/csv.",
            headers: ["Accept": "text/plain, text/csv"]
        )
    }

    fileprivate static var fileTooLarge: Problem {
        Problem(
            "body-too-large",
            status: .contentTooLarge,
            title: "Berkas terlalu besar: bagi menjadi beberapa berkas, paling besar 5 MiB.",
            detail: "The file is larger than 5 MiB; part it."
        )
    }
}

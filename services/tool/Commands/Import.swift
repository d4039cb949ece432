import Foundation

/// `bina import`: brings records of other systems in, through the same API as everybody else.
enum Import: ToolCommand {
    /// Every form that can be imported.
    static let forms: [any ImportForm] = []

    static let specification = CommandSpecification(
        name: "import",
        summary: "bring records of another system in, through the public API",
        operands: "FORM FOLDER-OR-FILE",
        operandCount: 2...2,
        options: [
            .init("tenant", "NAME", "the government body that the records belong to (default aceh)"),
            .init("url", "URL", "the enrolment service (default: the one that up runs here)"),
            .init("token-file", "FILE", "a file with the token to use (default: one of this development installation)"),
            .init("concurrency", "N", "how many requests are under way at once (default 32)"),
            .init("json", nil, "end with the totals as JSON"),
        ],
        details: """
            Forms:
            \(CommandSpecification.columns(forms.map { ($0.name, $0.summary) }))
            An import that was interrupted goes on where it was; the same files twice change nothing.
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let name = arguments.operands[0]
        guard let form = forms.first(where: { $0.name == name }) else {
            let known = forms.map(\.name).joined(separator: ", ")
            throw UsageError("there is no form '\(name)'; there are: \(known)", of: specification)
        }
        let concurrency = try arguments.number("concurrency", 32, in: 1...256, of: specification)
        let source = URL(filePath: arguments.operands[1])
        guard FileManager.default.fileExists(atPath: source.path) else {
            throw Refusal("\(source.path) does not exist")
        }
        let client = try await client(arguments, workplace, connections: concurrency)
        let tenant = arguments.value("tenant") ?? "aceh"
        let mark = PostgresPlace.fingerprint("\(name) \(tenant) \(client.base) \(source.standardizedFileURL.path)")
        let folder = workplace.state.appending(path: "imports")
        try workplace.makePrivate(folder)
        let journal = try ImportJournal(file: folder.appending(path: "\(name)-\(mark).journal"))
        let run = ImportRun(client: client, journal: journal, concurrency: concurrency, showsProgress: true)
        try await form.run(source, tenant: tenant, in: run)
        let totals = await run.totals
        let text = arguments.has("json") ? try totals.json() : totals.sentence
        Console.print(text)
        guard totals.refused == 0 else {
            throw Refusal("\(totals.refused) records were refused; the first reasons are above")
        }
    }

    private static func client(
        _ arguments: Arguments,
        _ workplace: Workplace,
        connections: Int
    ) async throws -> APIClient {
        let installation = try await Installation(workplace)
        let text = arguments.value("url") ?? installation.url(of: .enrolment).absoluteString
        guard let url = URL(string: text), url.host() != nil else {
            throw UsageError("--url takes an address such as http://127.0.0.1:8081, not '\(text)'", of: specification)
        }
        let token: String
        if let file = arguments.value("token-file") {
            token = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        } else {
            token = try DevelopmentIssuer(installation.secrets).token(
                subject: "import",
                tenants: [arguments.value("tenant") ?? "aceh"],
                roles: ["records-importer"],
                hours: 48,
                now: Int(Date().timeIntervalSince1970)
            )
        }
        return APIClient(
            base: text.hasSuffix("/") ? String(text.dropLast()) : text,
            token: token,
            connections: connections
        )
    }
}

import Foundation

/// `bina import`: brings records of other systems in, through the same API as everybody else.
enum Import: ToolCommand {
    /// Every form that can be imported.
    static let forms: [any ImportForm] = [
        OuladImport(), CivilServantsImport(), QuestionsImport(format: .gift), QuestionsImport(format: .csv),
    ]

    static let specification = CommandSpecification(
        name: "import",
        summary: "bring records of another system in, through the public API",
        operands: "FORM FOLDER-OR-FILE…",
        operandCount: 2...10_001,
        options: [
            .init("tenant", "NAME", "the government body that the records belong to"),
            .init("url", "URL", "the enrolment service (default: the one that up runs here)"),
            .init("assessment-url", "URL", "the assessment service (default: the one that up runs here)"),
            .init("records-url", "URL", "the learning-record service (default: the one that up runs here)"),
            .init("token-file", "FILE", "a file with the token to use (default: one of this development installation)"),
            .init("concurrency", "N", "how many requests are under way at once (default 64)"),
            .init("dry-run", nil, "check only (civil-servants, gift, questions)"),
            .init("topic", "TOPIC", "of questions whose file names none (gift, questions)"),
            .init("json", nil, "end with the totals as one line of JSON"),
        ],
        details: """
            Forms:

            \(forms.map(\.details).joined(separator: "\n\n"))

            An import that was interrupted goes on where it was; the same files twice change nothing.
            Exit code 1 when anything was refused or is missing in the end; the reasons are on standard error.
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let name = arguments.operands[0]
        guard let form = forms.first(where: { $0.name == name }) else {
            let known = forms.map(\.name).joined(separator: ", ")
            throw UsageError("there is no form '\(name)'; there are: \(known)", of: specification)
        }
        guard let tenant = arguments.value("tenant") ?? form.standardTenant else {
            throw UsageError("'\(name)' needs --tenant NAME", of: specification)
        }
        let sources = arguments.operands.dropFirst().map { URL(filePath: $0) }
        guard form.sourceCount.contains(sources.count) else {
            throw UsageError("'\(name)' takes one folder or file", of: specification)
        }
        for source in sources where !FileManager.default.fileExists(atPath: source.path) {
            throw Refusal("\(source.path) does not exist")
        }
        let context = try await context(arguments, form, tenant: tenant, workplace)
        let outcome = try await form.run(sources, context)
        Console.complain(outcome.sentence)
        if arguments.has("json") { Console.print(outcome.json) }
        guard outcome.isComplete else { throw Refusal("the import is not complete; the reasons are above") }
    }

    private static func context(
        _ arguments: Arguments,
        _ form: any ImportForm,
        tenant: String,
        _ workplace: Workplace
    ) async throws -> ImportContext {
        let concurrency = try arguments.number("concurrency", 64, in: 1...256, of: specification)
        try workplace.prepare()
        let installation = try await Installation(workplace)
        let token = try token(arguments, installation, tenant: tenant)
        let console = ProgressConsole.standardError
        func client(_ option: String, _ entry: ServiceEntry, _ connections: Int) throws -> APIClient {
            let base = try base(arguments, option, installation.url(of: entry))
            return APIClient(base: base, token: token, connections: connections) { console.note($0) }
        }
        let enrolment = try client("url", .enrolment, concurrency)
        let mark = PostgresPlace.fingerprint("\(form.name) \(tenant) \(enrolment.base)")
        let folder = workplace.state.appending(path: "imports")
        try workplace.makePrivate(folder)
        let journal = try ImportJournal(file: folder.appending(path: "\(form.name)-\(mark).journal"))
        return ImportContext(
            tenant: tenant,
            session: ImportSession(
                client: enrolment,
                assessment: try client("assessment-url", .assessment, concurrency),
                journal: journal,
                concurrency: concurrency,
                console: console
            ),
            records: try client("records-url", .learningRecord, 1),
            isDryRun: arguments.has("dry-run"),
            topic: arguments.value("topic")
        )
    }

    private static func base(_ arguments: Arguments, _ option: String, _ standard: URL) throws -> String {
        let text = arguments.value(option) ?? standard.absoluteString
        guard let url = URL(string: text), url.host() != nil else {
            throw UsageError(
                "--\(option) takes an address such as http://127.0.0.1:8081, not '\(text)'",
                of: specification
            )
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func token(_ arguments: Arguments, _ installation: Installation, tenant: String) throws -> String {
        if let file = arguments.value("token-file") {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw Refusal("the token file \(file) cannot be read")
            }
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return try DevelopmentIssuer(installation.secrets).token(
            subject: "import",
            tenants: [tenant],
            roles: ["records-importer", "auditor"],
            hours: 48,
            now: Int(Date().timeIntervalSince1970)
        )
    }
}

import Foundation

/// `bina load`: many people at once, against an installation that runs.
enum Load: ToolCommand {
    static let specification = CommandSpecification(
        name: "load",
        summary: "many people sit an exam at once; then every acknowledged answer is looked up",
        operands: "exams",
        operandCount: 1...1,
        options: [
            .init("attempts", "N", "attempts that are open at one time (default 10000)"),
            .init("answers", "N", "answers of each attempt (default 10)"),
            .init("seconds", "N", "spread the answers over so long, as people would (default: as fast as it goes)"),
            .init("connections", "N", "requests at one time (default 32)"),
            .init("seed", "S", "the same people and answers again (default: another each time)"),
            .init("tenant", "NAME", "the government body that the load is put under (default beban)"),
            .init("url", "URL", "the assessment service (default: the one that up runs here)"),
            .init("enrolment-url", "URL", "the enrolment service (default: the one that up runs here)"),
            .init("anywhere", nil, "also to a host that is not this machine"),
            .init("json", nil, "end with the figures as one line of JSON"),
        ],
        details: """
            Enters people and questions, schedules an exam, starts all attempts and answers them; some change devices, some
            send again what was answered, some answer after the deadline. At the end every attempt is opened again:
            each acknowledged answer must be there, none twice, and none that came late may count.
            Ends with exit code 1 when anything is not as it was acknowledged. What it enters stays in its tenant.
            Example: bina load exams --attempts 1000 --answers 5
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        guard arguments.operands == ["exams"] else {
            throw UsageError("there is no load '\(arguments.operands[0])'; there is: exams", of: specification)
        }
        let seconds = try arguments.number("seconds", 0, in: 0...3_600, of: specification)
        var size = ExamLoad.Size()
        size.attempts = try arguments.number("attempts", size.attempts, in: 1...100_000, of: specification)
        size.answers = try arguments.number("answers", size.answers, in: 1...500, of: specification)
        size.connections = try arguments.number("connections", size.connections, in: 1...256, of: specification)
        size.pause = .seconds(seconds) / size.answers
        try workplace.prepare()
        let installation = try await Installation(workplace)
        let assessment = try address("url", installation.url(of: .assessment), arguments)
        var load = ExamLoad(
            seed: try arguments.seed(of: specification),
            tenant: arguments.value("tenant") ?? "beban",
            size: size,
            addresses: [assessment],
            issuer: try DevelopmentIssuer(installation.secrets)
        )
        load.console = .standardError
        let enrolment = try address("enrolment-url", installation.url(of: .enrolment), arguments)
        let report = try await report(of: load, enrolment: enrolment, assessment: assessment)
        for difference in report.differences.prefix(50) { Console.complain("different: \(difference)") }
        Console.complain(report.text)
        if arguments.has("json") { Console.print(try report.json()) }
        guard report.isSound else {
            throw Refusal("seed \(load.seed): \(report.failure)")
        }
    }

    private static func report(of load: ExamLoad, enrolment: String, assessment: String) async throws -> ExamLoadReport
    {
        let hall = try await load.prepare(enrolment: enrolment, assessment: assessment)
        let sitting = try await load.sit(in: hall, until: .now + .seconds(3_600))
        return ExamLoadReport(load, sitting, differences: try await load.check(sitting))
    }

    /// Without a slash at the end; this machine unless something else is asked for.
    private static func address(_ option: String, _ standard: URL, _ arguments: Arguments) throws -> String {
        let text = arguments.value(option) ?? standard.absoluteString
        guard let url = URL(string: text), let host = url.host() else {
            throw UsageError("--\(option) takes an address such as \(standard.absoluteString)", of: specification)
        }
        guard arguments.has("anywhere") || host == "localhost" || host == "::1" || host.hasPrefix("127.") else {
            throw UsageError("\(host) is not this machine; --anywhere if it is meant", of: specification)
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}

extension Arguments {
    /// The number after `--seed`; another one each time without.
    func seed(of specification: CommandSpecification) throws -> UInt64 {
        guard let text = value("seed") else { return UInt64.random(in: 1...999_999) }
        guard let seed = UInt64(text) else { throw UsageError("--seed takes a whole number", of: specification) }
        return seed
    }
}

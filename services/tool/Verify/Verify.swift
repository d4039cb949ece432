import EventSourcing
import Foundation
import Synchronization

/// `bina verify`: folds the store independently and compares it with the topic, the read models and the policies.
enum Verify: ToolCommand {
    static let specification = CommandSpecification(
        name: "verify",
        summary: "compare stores, topics and read models, and say what differs",
        options: [
            .init("json", nil, "as JSON"),
            .init("tenant", "T", "only this tenant's events and rows"),
            .init("show", "N", "differences to print; the others are counted (default 50)"),
            .init("recheck", "SECONDS", "how long after a difference to look once more (default 15, 0 for never)"),
            .init("every", "SECONDS", "go on, with this pause between rounds, and serve /metrics, /readyz, /healthz"),
            .init("port", "PORT", "where --every serves (default AUDITOR_PORT, 8071)"),
        ],
        details: """
            Ends with exit code 1 when anything differs. It reads only, and may run beside a system at work.
            Databases and broker are this checkout's, or what ENROLMENT_DATABASE_URL, ASSESSMENT_DATABASE_URL,
            LEARNING_RECORD_DATABASE_URL, VAULT_DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS, KAFKA_PROPERTIES and
            KAFKA_TOPIC_PREFIX name.
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let tenant = try tenant(arguments)
        let shown = try arguments.number("show", 50, in: 0...1_000, of: specification)
        let recheck = try arguments.number("recheck", 15, in: 0...3_600, of: specification)
        if arguments.value("every") != nil {
            let pause = try arguments.number("every", 60, in: 1...86_400, of: specification)
            let standard = try PortVariable.auditor.value(in: workplace.environment)
            let port = try arguments.number("port", standard, in: 1_024...65_535, of: specification)
            return try await Auditor(workplace, every: .seconds(pause), recheck: .seconds(recheck)).serve(port: port)
        }
        let places = try await VerifiedPlaces(workplace, tenant: tenant)
        let report = try await settled(places, recheck: .seconds(recheck))
        Console.print(arguments.has("json") ? try json(report) : text(report, showing: shown))
        guard report.differences == 0 else { throw Refusal("\(report.differences) differences") }
    }

    /// A look, and when it found something, a second one: what only one of them saw was a race.
    static func settled(
        _ places: VerifiedPlaces,
        recheck: Duration,
        tell: @escaping @Sendable (String) -> Void = { Console.complain($0) }
    ) async throws -> VerifyReport {
        let first = try await round(places, tell)
        guard first.differences > 0, recheck > .zero else { return first }
        tell("\(first.differences) differences; looking once more in \(recheck)")
        try await Task.sleep(for: recheck)
        return try await round(places, tell).confirming(first)
    }

    private static func round(_ places: VerifiedPlaces, _ tell: @escaping @Sendable (String) -> Void)
        async throws -> VerifyReport
    {
        var round = VerificationRound(places)
        let progress = VerifyProgress(tell)
        round.onProgress = { progress.add($1, $0) }
        return try await round.run()
    }

    private static func tenant(_ arguments: Arguments) throws -> TenantID? {
        guard let name = arguments.value("tenant") else { return nil }
        guard let tenant = TenantID(name) else { throw UsageError("'\(name)' is no tenant's name", of: specification) }
        return tenant
    }

    private static func json(_ report: VerifyReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    static func text(_ report: VerifyReport, showing limit: Int) -> String {
        var lines = report.shown.prefix(limit).map { "DIFFERS  \($0)" }
        let rest = report.differences - lines.count
        if rest > 0, limit > 0 { lines.append("… and \(rest) more") }
        lines += report.notes.prefix(limit).map { "note     \($0)" }
        let checked = report.checked.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
        lines.append("compared \(checked) in \(report.seconds) s")
        lines.append(report.differences == 0 ? "nothing differs" : "\(report.differences) differences")
        return lines.joined(separator: "\n")
    }
}

/// A line now and then.
final class VerifyProgress: Sendable {
    private let tell: @Sendable (String) -> Void
    private let state = Mutex<(counts: [String: Int], next: ContinuousClock.Instant)>(([:], .now + .seconds(5)))

    init(_ tell: @escaping @Sendable (String) -> Void) { self.tell = tell }

    func add(_ number: Int, _ what: String) {
        let line: String? = state.withLock { state in
            state.counts[what, default: 0] += number
            guard state.next <= .now else { return nil }
            state.next = .now + .seconds(5)
            return state.counts.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
        }
        if let line { tell("compared \(line) …") }
    }
}

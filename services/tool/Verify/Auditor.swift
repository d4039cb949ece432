import Foundation
import HTTPServer
import ServiceRuntime

/// Verifies again and again beside a living system, and tells by metrics what it found.
struct Auditor: Sendable {
    static let name = "auditor"

    let workplace: Workplace
    let pause: Duration
    let recheck: Duration
    private let log: Log
    private let metrics = Metrics()
    private let health = Health()
    private let figures: AuditFigures

    init(_ workplace: Workplace, every pause: Duration, recheck: Duration) {
        self.workplace = workplace
        self.pause = pause
        self.recheck = recheck
        let isJSON = workplace.environment["LOG_FORMAT"] == "json"
        log = Log(service: Self.name, minimum: .info, format: isJSON ? .json : .text)
        figures = AuditFigures(metrics)
    }

    /// Serves until the process is asked to end.
    ///
    /// - Throws: `Refusal` when it cannot serve.
    func serve(port: Int) async throws {
        var configuration = HTTPServerConfiguration()
        configuration.address = workplace.environment["HTTP_ADDRESS"] ?? "127.0.0.1"
        configuration.port = UInt16(clamping: port)
        // There is nothing to ask it but how it is.
        let nobody = Authenticator { _ throws(Problem) in throw .tokenRefused }
        var routes = ServiceRoutes(authenticator: nobody, log: log, metrics: metrics)
        health.add("rounds") { [figures] in figures.health }
        health.addRoutes(to: &routes, metrics: metrics)
        metrics.collect(ProcessMetrics.collector())
        let server = HTTPServer(configuration, router: routes.router) { [log] message in
            log.relay(.warning, "libmicrohttpd", fields: ["reason": message])
        }
        let process = ServiceProcess(log: log, shutdownWithin: .seconds(10))
        let status = await process.run([
            ProcessComponent(Self.name, run: { try await audit() }), .http(server, health: health, log: log),
        ])
        guard status == .clean else { throw Refusal("the auditor ended with status \(status.rawValue)") }
    }

    /// Round after round; one that fails is tried again after the pause.
    private func audit() async throws {
        while true {
            do {
                // Asked anew each time: an embedded broker moves.
                let report = try await Verify.settled(
                    VerifiedPlaces(workplace, tenant: nil),
                    recheck: recheck,
                    tell: { _ in }
                )
                figures.note(report)
                for difference in report.shown.prefix(100) {
                    log.relay(
                        .error,
                        "differs",
                        fields: [
                            "area": difference.area, "place": difference.place, "expected": difference.expected,
                            "found": difference.found,
                        ]
                    )
                }
            } catch {
                try Task.checkCancellation()
                figures.noteFailure("\(error)")
                log.relay(.warning, "a round could not be made", fields: ["reason": "\(error)"])
            }
            try await Task.sleep(for: pause)
        }
    }
}

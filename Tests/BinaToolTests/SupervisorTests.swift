import Foundation
import TestSupport
import Testing

@testable import BinaTool

/// Processes are shell scripts that write what happens to them into one file, in order.
struct SupervisorTests {
    private let folder: URL
    private var events: URL { folder.appending(path: "events") }

    init() throws {
        folder = URL(filePath: NSTemporaryDirectory()).appending(path: "bina-supervisor-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Says that it started, then waits for SIGTERM and says that it stops.
    private func plan(_ name: String, script: String? = nil, restarts: [String] = [], stopLimit: Duration = .seconds(5))
        -> ProcessPlan
    {
        let ready = folder.appending(path: "\(name).ready")
        let standard = """
            trap 'echo "\(name) stops" >> "$EVENTS"; exit 0' TERM
            echo "\(name) starts" >> "$EVENTS"; touch "\(ready.path)"
            while :; do sleep 0.05; done
            """
        return ProcessPlan(
            name: name,
            program: URL(filePath: "/bin/sh"),
            arguments: ["-c", script ?? standard],
            environment: { [events] in ["PATH": "/usr/bin:/bin", "EVENTS": events.path] },
            readiness: .file(ready),
            startLimit: .seconds(10),
            stopLimit: stopLimit,
            restarts: restarts
        )
    }

    private func supervisor(_ plans: [ProcessPlan]) -> Supervisor {
        let log = LogPrinter(folder: folder, names: plans.map(\.name), colours: false)
        log.setQuiet(true)
        return Supervisor(
            plans,
            log: log,
            run: folder,
            backoff: .init(first: .milliseconds(20), longest: .milliseconds(100))
        )
    }

    private func lines() -> [String] {
        ((try? String(contentsOf: events, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    @Test func `stops in the reverse order of the start`() async throws {
        let supervisor = supervisor([plan("first"), plan("second")])
        try await supervisor.start("first")
        try await supervisor.start("second")
        await supervisor.stopAll()
        #expect(lines() == ["first starts", "second starts", "second stops", "first stops"])
        #expect(ProcessFile(url: folder.appending(path: "first.process")).running() == nil)
    }

    @Test func `starts a killed process again`() async throws {
        let supervisor = supervisor([plan("only")])
        try await supervisor.start("only")
        let file = ProcessFile(url: folder.appending(path: "only.process"))
        let killed = try #require(file.running())
        killed.signal(SIGKILL)
        try await soon { lines() == ["only starts", "only starts"] }
        try await soon { file.running().map { $0 != killed } ?? false }
        await supervisor.stopAll()
    }

    @Test func `starts those again who were told what is no longer true`() async throws {
        let supervisor = supervisor([plan("broker", restarts: ["service"]), plan("service")])
        try await supervisor.start("broker")
        try await supervisor.start("service")
        ProcessFile(url: folder.appending(path: "broker.process")).running()?.signal(SIGKILL)
        try await soon { lines().count == 5 }
        #expect(lines() == ["broker starts", "service starts", "broker starts", "service stops", "service starts"])
        await supervisor.stopAll()
    }

    @Test func `kills what does not stop in its time`() async throws {
        let ready = folder.appending(path: "deaf.ready")
        let script = "trap '' TERM; touch '\(ready.path)'; while :; do sleep 0.05; done"
        let supervisor = supervisor([plan("deaf", script: script, stopLimit: .milliseconds(300))])
        try await supervisor.start("deaf")
        let identity = try #require(ProcessFile(url: folder.appending(path: "deaf.process")).running())
        await supervisor.stopAll()
        #expect(!identity.isRunning)
    }

    @Test func `a process that ends before it is ready fails the start with its last lines`() async throws {
        let supervisor = supervisor([plan("broken", script: "echo cannot read KEY; exit 3")])
        let refusal = try await #require(throws: Refusal.self) { try await supervisor.start("broken") }
        #expect(refusal.description.contains("broken ended before it was ready (exit code 3)"))
        #expect(refusal.description.contains("    cannot read KEY"))
        await supervisor.stopAll()
    }

    @Test func `waits longer after each failure, up to a limit`() {
        let backoff = Supervisor.Backoff()
        #expect((1...4).map(backoff.delay) == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
        #expect(backoff.delay(failure: 100) == .seconds(30))
    }
}

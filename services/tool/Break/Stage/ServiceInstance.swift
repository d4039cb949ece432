import Foundation
import HTTPClient
import Synchronization

/// How a process ended.
enum ProcessEnd: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
}

/// One replica of a service: a process that can be killed and started again under the same address.
final class ServiceInstance: Sendable {
    let name: String
    let port: UInt16
    let log: URL
    private let program: URL
    private let arguments: [String]
    private let environment: @Sendable () -> [String: String]
    private let current = Mutex<(pid: Int32, end: Task<ProcessEnd, Never>)?>(nil)
    private let lastEnded = Mutex<(pid: Int32, end: ProcessEnd)?>(nil)
    /// Added to the environment of the next start.
    private let extra = Mutex<[String: String]>([:])

    init(
        _ name: String,
        program: URL,
        arguments: [String] = [],
        port: UInt16,
        folder: URL,
        environment: @escaping @Sendable () -> [String: String]
    ) {
        self.name = name
        self.program = program
        self.arguments = arguments
        self.port = port
        log = folder.appending(path: "\(name).log")
        self.environment = environment
    }

    var address: String { "http://127.0.0.1:\(port)" }

    /// False also when it ended by itself.
    var isRunning: Bool {
        guard let pid = current.withLock({ $0?.pid }) else { return false }
        return lastEnded.withLock { $0?.pid } != pid
    }

    /// How the process ended that was started last; nil while it runs.
    var lastEnd: ProcessEnd? { isRunning ? nil : lastEnded.withLock { $0?.end } }

    /// What the next start finds in its environment beside the rest.
    func setExtraEnvironment(_ extra: [String: String]) { self.extra.withLock { $0 = extra } }

    /// Starts the process; what it prints is appended to its log.
    func start() throws {
        if !FileManager.default.fileExists(atPath: log.path) {
            try Data().write(to: log)
        }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        defer { try? output.close() }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment().merging(["HTTP_PORT": "\(port)"]) { $1 }
            .merging(extra.withLock { $0 }) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let (ends, end) = AsyncStream<ProcessEnd>.makeStream()
        process.terminationHandler = { [self] process in
            let status = process.terminationStatus
            let reason: ProcessEnd = process.terminationReason == .exit ? .exit(status) : .signal(status)
            lastEnded.withLock { $0 = (process.processIdentifier, reason) }
            end.yield(reason)
            end.finish()
        }
        try process.run()
        let pid = process.processIdentifier
        let task = Task {
            for await end in ends { return end }
            return ProcessEnd.exit(-1)
        }
        current.withLock { $0 = (pid, task) }
    }

    /// Returns when `/readyz` answers that all is well.
    func waitUntilReady(_ http: HTTPClient) async throws {
        try await wait(until: "\(name) is ready") { try await isReady(http) }
    }

    func isReady(_ http: HTTPClient) async throws -> Bool {
        try await http.get("\(address)/readyz", deadline: .seconds(3)).status == 200
    }

    /// SIGKILL to its process group: nothing of it runs on, nor the reporter of a crash that would keep its end from us.
    ///
    /// Returns when it is gone.
    func kill() async {
        guard let process = current.withLock({ $0 }) else { return }
        Glibc.kill(-process.pid, SIGKILL)
        _ = await process.end.value
        current.withLock { $0 = nil }
    }

    /// SIGTERM, and how it ended; killed when it does not end in time.
    @discardableResult
    func terminate(within limit: Duration = .seconds(30)) async -> ProcessEnd? {
        guard let process = current.withLock({ $0 }) else { return nil }
        Glibc.kill(process.pid, SIGTERM)
        let guardian = Task {
            do { try await Task.sleep(for: limit) } catch { return }
            Glibc.kill(-process.pid, SIGKILL)
        }
        let end = await process.end.value
        guardian.cancel()
        current.withLock { $0 = nil }
        return end
    }

    /// Kibibytes of memory in use, as the kernel counts them.
    func residentKibibytes() throws -> Int {
        guard let pid = current.withLock({ $0?.pid }) else { return 0 }
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    }

    /// Everything it printed since it was first started.
    func logText() -> String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
}

import Foundation
import Synchronization

/// One started process: its lines of output, its end.
final class ChildProcess: Sendable {
    let identity: ProcessIdentity?
    private let pid: Int32
    private let ended: Mutex<State>

    private struct State {
        var end: End?
        var waiters: [CheckedContinuation<End, Never>] = []
    }

    /// How a process ended.
    enum End: Equatable, Sendable, CustomStringConvertible {
        case exit(Int32)
        case signal(Int32)

        var description: String {
            switch self {
            case .exit(let code): "exit code \(code)"
            case .signal(let number): "signal \(number)"
            }
        }
    }

    /// Starts the program in a process group of its own, so that the terminal's Ctrl-C does not reach it.
    ///
    /// Each line that it prints goes to `line`, from one thread at a time. Throws a `Refusal` when it cannot be started.
    static func start(
        _ program: URL,
        _ arguments: [String],
        environment: [String: String],
        line: @escaping @Sendable (String) -> Void
    ) async throws -> ChildProcess {
        try await SpawningThread.shared.run {
            try ChildProcess(program, arguments, environment: environment, line: line)
        }
    }

    private init(
        _ program: URL,
        _ arguments: [String],
        environment: [String: String],
        line: @escaping @Sendable (String) -> Void
    ) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let promise = Promise()
        process.terminationHandler = { process in
            let status = process.terminationStatus
            promise.settle(process.terminationReason == .exit ? .exit(status) : .signal(status))
        }
        do {
            try process.run()
        } catch {
            throw Refusal("cannot start \(program.path): \(error.localizedDescription)")
        }
        pid = process.processIdentifier
        identity = ProcessIdentity(of: pid)
        ended = Mutex(State())
        promise.then { [weak self] end in self?.settle(end) }
        Self.read(pipe.fileHandleForReading, line)
    }

    /// A thread of its own that blocks: a dispatch source on the pipe can meet a file number that is already another's.
    private static func read(_ handle: FileHandle, _ line: @escaping @Sendable (String) -> Void) {
        let splitter = LineSplitter(line)
        Thread.detachNewThread {
            // What there is, as soon as there is something; empty at the end.
            var bytes = handle.availableData
            while !bytes.isEmpty {
                splitter.take(bytes)
                bytes = handle.availableData
            }
            splitter.finish()
        }
    }

    /// Nil while it runs.
    var end: End? { ended.withLock { $0.end } }

    /// Returns when the process has ended.
    func waitForEnd() async -> End {
        await withCheckedContinuation { continuation in
            let end = ended.withLock { state -> End? in
                if state.end == nil { state.waiters.append(continuation) }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }

    /// Asks with `signal`, and kills after `limit`.
    ///
    /// Returns when it has ended; true when it went by itself.
    @discardableResult
    func stop(asking signal: Int32, within limit: Duration) async -> Bool {
        let wentByItself = await identity?.end(asking: signal, within: limit) ?? true
        kill()
        _ = await waitForEnd()
        return wentByItself
    }

    /// SIGKILL to it and to what it started: as long as the reporter of a crash has its output open, its end is not noticed.
    func kill() { if end == nil { Glibc.kill(-pid, SIGKILL) } }

    private func settle(_ end: End) {
        let waiters = ended.withLock { state in
            state.end = end
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: end) }
    }

    /// The end may come before the object that waits for it is complete.
    private final class Promise: Sendable {
        private let state = Mutex<(end: End?, action: (@Sendable (End) -> Void)?)>((nil, nil))

        func settle(_ end: End) {
            let action = state.withLock { state in
                state.end = end
                return state.action
            }
            action?(end)
        }

        func then(_ action: @escaping @Sendable (End) -> Void) {
            let end = state.withLock { state in
                state.action = action
                return state.end
            }
            if let end { action(end) }
        }
    }
}

import Foundation

/// One running process, told apart from a later one that got the same number.
struct ProcessIdentity: Equatable, Sendable, Codable {
    let pid: Int32
    /// Clock ticks after the machine's start at which the process began.
    let started: UInt64

    /// Nil when no such process runs (a zombie does not run).
    init?(of pid: Int32) {
        // The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", let started = UInt64(fields[19]) else { return nil }
        self.pid = pid
        self.started = started
    }

    var isRunning: Bool { Self(of: pid) == self }

    /// What the process is called, for messages.
    var program: String {
        let name = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
        return name?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
    }

    func signal(_ number: Int32) {
        // Between the check and the signal the number cannot be reused in practice: numbers are handed out in a cycle.
        if isRunning { kill(pid, number) }
    }

    /// Asks with `first`, waits up to `limit`, then kills.
    ///
    /// True when it went by itself.
    @discardableResult
    func end(asking first: Int32 = SIGTERM, within limit: Duration) async -> Bool {
        signal(first)
        let deadline = ContinuousClock.now + limit
        while isRunning, ContinuousClock.now < deadline { await pause(.milliseconds(50)) }
        guard isRunning else { return true }
        signal(SIGKILL)
        return false
    }
}

/// Sleeps, and returns early when the task is cancelled.
func pause(_ duration: Duration) async { try? await Task.sleep(for: duration) }

/// Process ids on disk, so that a later command finds what an earlier one started.
struct ProcessFile: Sendable {
    let url: URL

    func write(_ identity: ProcessIdentity) throws {
        try JSONEncoder().encode(identity).write(to: url, options: .atomic)
    }

    /// The process that the file names, when it still runs; a stale file counts as none.
    func running() -> ProcessIdentity? {
        guard let bytes = try? Data(contentsOf: url),
            let identity = try? JSONDecoder().decode(ProcessIdentity.self, from: bytes), identity.isRunning
        else { return nil }
        return identity
    }

    func delete() { try? FileManager.default.removeItem(at: url) }
}

import Dispatch
import FoundationEssentials
import Glibc

/// Runs a program to its end, on a thread that may block.
struct ChildProcess: Sendable {
    let exitCode: Int32
    /// What it printed, both streams; the last part of it when it was much.
    let output: String

    var isSuccess: Bool { exitCode == 0 }

    private static let queue = DispatchQueue(label: "bina.postgres.processes", attributes: .concurrent)

    /// Searches the first argument in PATH.
    ///
    /// After the limit the program is killed; its exit code is then -1.
    static func run(_ arguments: [String], within limit: Duration) async throws(PostgresError) -> ChildProcess {
        let result = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: runBlocking(arguments, within: limit)) }
        }
        return try result.get()
    }

    private static func runBlocking(
        _ arguments: [String],
        within limit: Duration
    ) -> Result<ChildProcess, PostgresError> {
        // A file, not a pipe: a server that stays behind would hold a pipe open.
        let path = "/tmp/bina-command-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        defer { unsafe unlink(path) }
        guard let process = spawn(arguments, outputPath: path) else {
            let message = "\(arguments.first ?? "") cannot be started: is it installed and in PATH?"
            return .failure(PostgresError(phase: .connecting, message: message))
        }
        let exitCode = wait(for: process, until: MonotonicTime.now + limit)
        let bytes = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
        return .success(ChildProcess(exitCode: exitCode, output: String(decoding: bytes.suffix(4096), as: UTF8.self)))
    }

    private static func spawn(_ arguments: [String], outputPath: String) -> pid_t? {
        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        unsafe posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&files, 1, outputPath, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&files, 1, 2)
        let texts = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe texts.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, texts[0] ?? strdup(""), &files, nil, texts, environ)
        return code == 0 ? process : nil
    }

    private static func wait(for process: pid_t, until deadline: MonotonicTime) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, WNOHANG) == 0 {
            if MonotonicTime.now > deadline {
                kill(process, SIGKILL)
                unsafe waitpid(process, &status, 0)
                return -1
            }
            usleep(5_000)
        }
        let exited = status & 0x7F == 0
        return exited ? (status >> 8) & 0xFF : -1
    }
}

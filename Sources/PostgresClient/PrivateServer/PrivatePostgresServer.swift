import FoundationEssentials
import Glibc

/// A PostgreSQL cluster of our own in a folder, with the distribution's programs.
///
/// Durable: fsync stays on, pages have checksums.
///
/// It listens on a socket in its folder, which only its owner and root can enter, and on the loopback with a password.
/// The server outlives the process that started it until ``stop()``. As root it runs under the account `postgres`,
/// since PostgreSQL refuses root.
package struct PrivatePostgresServer: Sendable {
    package let folder: String
    package let port: Int
    /// The superuser of the cluster.
    package static let user = "bina"

    /// The folder, by its absolute path, is created by ``start()``.
    package init(folder: String, port: Int) {
        self.folder = folder
        self.port = port
    }

    package var logFile: String { "\(folder)/postgresql.log" }
    private var dataFolder: String { "\(folder)/data" }
    private var passwordFile: String { "\(folder)/password" }
    private var processFile: String { "\(dataFolder)/postmaster.pid" }

    /// For libpq: the socket, or the loopback where the folder's path is too long for a socket.
    package func connectionString(database: String = "postgres") -> String {
        guard hasSocket else { return loopbackConnectionString(database: database) }
        return "host='\(folder)' port=\(port) user=\(Self.user) dbname='\(database)'"
    }

    /// For clients that cannot use the socket; holds the password.
    package func loopbackConnectionString(database: String = "postgres") -> String {
        let password = (try? String(contentsOfFile: passwordFile, encoding: .utf8)) ?? ""
        return "host=127.0.0.1 port=\(port) user=\(Self.user) dbname='\(database)' password='\(password)'"
    }

    /// Creates the cluster if the folder has none, starts it if it does not run, and waits until it takes connections.
    ///
    /// - Throws: ``PostgresError`` in the phase `connecting` with the reason and the log's path.
    package func start() async throws(PostgresError) {
        let programs = try await PostgresPrograms.find()
        try createFolder()
        if !exists("\(dataFolder)/PG_VERSION") { try await create(programs) }
        if isRunning { return }
        try await clearStaleLock()
        let socketFolder = hasSocket ? folder : ""
        let options = "-p \(port) -c listen_addresses=127.0.0.1 -c unix_socket_directories='\(socketFolder)'"
        try await run(
            [programs.path("pg_ctl"), "start", "-w", "-t", "60", "-D", dataFolder, "-l", logFile, "-o", options])
    }

    /// Ends sessions, writes a checkpoint and waits until the server is down.
    ///
    /// Does nothing when it is down.
    package func stop() async throws(PostgresError) {
        guard isRunning else { return }
        let programs = try await PostgresPrograms.find()
        try await run([programs.path("pg_ctl"), "stop", "-w", "-t", "60", "-m", "fast", "-D", dataFolder])
    }

    /// Stops and starts.
    package func restart() async throws(PostgresError) {
        try await stop()
        try await start()
    }

    /// Kills every process of the server at once, as a crash does; ``start()`` then recovers.
    ///
    /// The kernel still writes what they had handed to it, which after a power failure is lost unless it was synchronised.
    package func kill() async throws(PostgresError) {
        guard let server = processID else { return }
        // The main process first: it must not notice the death of the others and end in good order.
        for process in [server] + workers.filter({ $0 != server }) { Glibc.kill(process, SIGKILL) }
        try await waitForWorkersToEnd()
    }

    package var isRunning: Bool { processID != nil }

    /// The server's main process, if it is alive.
    package var processID: Int32? {
        guard let text = try? String(contentsOfFile: processFile, encoding: .utf8),
            let process = text.split(separator: "\n").first.flatMap({ Int32($0) }), isAlive(process)
        else { return nil }
        return process
    }

    // MARK: How

    /// A socket's address has room for 107 bytes.
    private var hasSocket: Bool { "\(folder)/.s.PGSQL.\(port)".utf8.count <= 107 }

    private func createFolder() throws(PostgresError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw PostgresError(phase: .connecting, message: "the folder \(folder) cannot be created")
        }
        unsafe chmod(folder, 0o700)
        if let account = try serverAccount() { unsafe chown(folder, account.user, account.group) }
    }

    private func create(_ programs: PostgresPrograms) async throws(PostgresError) {
        let password = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        let descriptor = unsafe open(passwordFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = unsafe Array(password.utf8).withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        if let account = try serverAccount() { unsafe chown(passwordFile, account.user, account.group) }
        try await run([
            programs.path("initdb"), "-D", dataFolder, "-U", Self.user, "--pwfile", passwordFile, "--data-checksums",
            "--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=scram-sha-256",
        ])
    }

    /// Runs a program as the server's account, from a folder that this account may enter.
    private func run(_ command: [String]) async throws(PostgresError) {
        let asAccount =
            try serverAccount() == nil
            ? [] : ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        let process = try await ChildProcess.run(asAccount + ["env", "-C", folder] + command, within: .seconds(120))
        guard process.isSuccess else {
            let log = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
            let lastLines = log.split(separator: "\n").suffix(5).joined(separator: "\n")
            throw PostgresError(
                phase: .connecting,
                message: "\(command.first ?? "") failed; the account that runs it must be able to enter \(folder). "
                    + "It said: \(process.output.trimmed)\nThe log \(logFile) ends with:\n\(lastLines)"
            )
        }
    }

    /// Nil when we are not root: then the server runs as we do.
    private func serverAccount() throws(PostgresError) -> (user: uid_t, group: gid_t)? {
        guard geteuid() == 0 else { return nil }
        guard let entry = unsafe getpwnam("postgres") else {
            throw PostgresError(
                phase: .connecting,
                message: "there is no account postgres: apt-get install postgresql"
            )
        }
        return unsafe (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether the process works in the data folder, as all of the server's do.
    ///
    /// A process that is ending lets go of its folder after its files and its memory, so whoever is out of the folder is in
    /// nobody's way, also while the kernel still lists it; and another program that got the number of a dead server is
    /// not taken for it.
    private func isAlive(_ process: Int32) -> Bool {
        let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
        return folder == realDataFolder
    }

    /// The data folder as the kernel names it, whatever links lead there.
    private var realDataFolder: String {
        guard let path = unsafe realpath(dataFolder, nil) else { return dataFolder }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// Every live process of the server.
    private var workers: [Int32] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { Int32($0) }.filter(isAlive)
    }

    private func waitForWorkersToEnd() async throws(PostgresError) {
        let deadline = MonotonicTime.now + .seconds(10)
        while let worker = workers.first {
            guard MonotonicTime.now < deadline else {
                throw PostgresError(
                    phase: .connecting,
                    message: "process \(worker) of an earlier server still works in \(dataFolder)"
                )
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Removes the lock files of a killed server.
    ///
    /// PostgreSQL would itself, but it takes a dead process that nobody has waited for (in a container without an init) for
    /// a live one. It is safe once no process works in the folder.
    private func clearStaleLock() async throws(PostgresError) {
        guard exists(processFile) else { return }
        try await waitForWorkersToEnd()
        unsafe unlink(processFile)
        unsafe unlink("\(folder)/.s.PGSQL.\(port).lock")
    }
}

/// Where the server's programs are.
private struct PostgresPrograms {
    let folder: String

    func path(_ program: String) -> String { "\(folder)/\(program)" }

    /// Debian keeps them outside PATH, by version; the newest wins.
    static func find() async throws(PostgresError) -> PostgresPrograms {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        for version in versions.compactMap({ Int($0) }).sorted(by: >) {
            let folder = "/usr/lib/postgresql/\(version)/bin"
            if unsafe access("\(folder)/initdb", X_OK) == 0 { return PostgresPrograms(folder: folder) }
        }
        if let answer = try? await ChildProcess.run(["pg_config", "--bindir"], within: .seconds(10)), answer.isSuccess {
            let folder = answer.output.trimmed
            if unsafe access("\(folder)/initdb", X_OK) == 0 { return PostgresPrograms(folder: folder) }
        }
        throw PostgresError(
            phase: .connecting,
            message: "PostgreSQL's programs are not installed: apt-get install postgresql"
        )
    }
}

package import HTTPServer

/// A part of a process that lives as long as the process: a pool, a relay, a projection, an HTTP server.
package struct ProcessComponent: Sendable {
    package let name: String
    let start: @Sendable () async throws -> Void
    let run: @Sendable () async throws -> Void
    let stop: @Sendable (Duration) async throws -> Void

    /// - `start`: returns when others may rely on this part.
    /// - `run`: the work. Returning before `stop` was called, or throwing, ends the process.
    /// - `stop`: ends intake, finishes what was accepted and releases; `run` then returns by itself. It is given the
    ///   time that is left. Without it, `run` is cancelled.
    package init(
        _ name: String,
        start: @escaping @Sendable () async throws -> Void = {},
        run: @escaping @Sendable () async throws -> Void = ProcessComponent.untilCancelled,
        stop: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) {
        self.name = name
        self.start = start
        self.run = run
        self.stop = stop
    }

    /// For parts that only react.
    package static let untilCancelled: @Sendable () async throws -> Void = {
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }

    /// Serves; stopping answers what was accepted first.
    package static func http(_ server: HTTPServer, health: Health, log: Log) -> ProcessComponent {
        ProcessComponent(
            "http",
            start: {
                try server.start()
                log.info("listening", [.port: .of(server.port)])
            },
            stop: { limit in
                health.beginShutdown()
                await server.shutdown(within: limit)
            }
        )
    }
}

/// How a process ended, as its exit status says it (sysexits.h where it has a word).
package enum ExitStatus: Int32, Sendable {
    case clean = 0
    /// A part could not start or go on.
    case failed = 1
    /// Shutting down took longer than allowed; something may not have been finished.
    case unfinished = 75
    /// The environment cannot be used.
    case settings = 78
}

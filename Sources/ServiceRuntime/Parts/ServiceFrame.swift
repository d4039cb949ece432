package import Cryptography
package import EventStreaming
import FoundationEssentials
import Glibc
package import HTTPClient
import HTTPServer

/// What every process of ours begins with: settings, log, metrics, health, access.
package struct ServiceFrame: Sendable {
    package let settings: Settings
    package let log: Log
    package let metrics = Metrics()
    package let health = Health()
    package let client = HTTPClient()
    package let keys: TokenKeys
    /// Where relay, projections and policies write their log lines.
    package let streamingLog: StreamingLog
    private let port: Setting<UInt16>

    /// Reads the environment; with anything wrong in it, says everything that is wrong and ends the process with 78.
    ///
    /// When the program's only argument is `settings`, it prints the declared settings as JSON instead, and ends.
    init(
        service: String,
        port: UInt16,
        declaring own: [any DeclaredSetting],
        environment: [String: String]
    ) {
        let portSetting = ServiceSettings.httpPort(fallback: port)
        self.port = portSetting
        if Array(CommandLine.arguments.dropFirst()) == [SettingsList.word] {
            LogWriter.standardOutput(SettingsList.json(ServiceSettings.all + [portSetting] + own) + "\n")
            exit(ExitStatus.clean.rawValue)
        }
        do throws(SettingsError) {
            settings = try Settings(environment, declaring: ServiceSettings.all + [portSetting] + own)
        } catch {
            LogWriter.standardOutput("\(service): cannot start.\n\(error)\n")
            exit(ExitStatus.settings.rawValue)
        }
        let log = Log(
            service: service,
            minimum: settings[ServiceSettings.logLevel],
            format: settings[ServiceSettings.logFormat]
        )
        self.log = log
        streamingLog = { log.relay(Log.Level($0.level), $0.message, fields: $0.metadata) }
        keys = TokenKeys(
            settings[ServiceSettings.authKeys],
            issuer: settings[ServiceSettings.authIssuer],
            audience: settings[ServiceSettings.authAudience],
            client: client,
            log: log
        )
        metrics.collect(ProcessMetrics.collector())
    }

    /// The whole life of a process: reads the environment, makes the parts with `serve`, which ends in ``run``.
    ///
    /// What `serve` throws is logged as the reason why the process could not start.
    package static func main(
        service: String,
        port: UInt16,
        declaring own: [any DeclaredSetting],
        serve: (ServiceFrame) async throws -> Never
    ) async -> Never {
        let frame = ServiceFrame(
            service: service,
            port: port,
            declaring: own,
            environment: ProcessInfo.processInfo.environment
        )
        do {
            try await serve(frame)
        } catch {
            frame.log.error("could not start", [.error: .of(error)])
            await frame.log.flush()
            exit(ExitStatus.failed.rawValue)
        }
    }

    /// Routes with health, readiness and metrics; the service adds its own.
    package func routes(fingerprintKey: SymmetricKey? = nil) -> ServiceRoutes {
        var routes = ServiceRoutes(
            authenticator: .bearer(keys),
            log: log,
            metrics: metrics,
            fingerprintKey: fingerprintKey
        )
        health.addRoutes(to: &routes, metrics: metrics)
        return routes
    }

    /// Runs the parts, from the ground up, and the HTTP server on top of them, until the process is asked to end.
    ///
    /// - `maximumBodyBytes`: for a service that takes larger uploads than the usual; JSON has its own, lower limit.
    package func run(
        _ parts: [ProcessComponent],
        serving routes: ServiceRoutes,
        maximumBodyBytes: Int = HTTPServerConfiguration().maximumBodyBytes
    ) async -> Never {
        var configuration = HTTPServerConfiguration()
        configuration.maximumBodyBytes = maximumBodyBytes
        configuration.address = settings[ServiceSettings.httpAddress]
        configuration.port = settings[port]
        let log = log
        let server = HTTPServer(configuration, router: routes.router) { message in
            log.relay(.warning, "libmicrohttpd", fields: ["reason": message])
        }
        let keys = keys
        let process = ServiceProcess(log: log, shutdownWithin: settings[ServiceSettings.shutdown])
        let access = ProcessComponent(
            "access",
            start: { await keys.refresh() },
            run: { try await keys.keepFresh() }
        )
        let status = await process.run([access, .idleMemory()] + parts + [.http(server, health: health, log: log)])
        exit(status.rawValue)
    }
}

extension Log.Level {
    init(_ level: StreamingLogEntry.Level) {
        switch level {
        case .error: self = .error
        case .warning: self = .warning
        case .notice: self = .info
        case .debug: self = .debug
        }
    }
}

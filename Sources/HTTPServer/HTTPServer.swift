/// An HTTP/1.1 server in front of a ``Router``: one task per request, everything bounded by its configuration.
package final class HTTPServer: Sendable {
    private let daemon: MHDDaemon

    /// Does not listen yet.
    ///
    /// The log takes the server's own rare messages on a network thread: be quick.
    package init(
        _ configuration: HTTPServerConfiguration,
        router: Router,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        daemon = MHDDaemon(configuration, router: router, log: log)
    }

    /// Listens.
    ///
    /// To be called once; a server that was started must be shut down.
    package func start() throws(HTTPServerError) { try daemon.start() }

    /// The port it listens on, also when the configuration asked for any; 0 while it does not listen.
    package var port: UInt16 { daemon.port }

    /// Stops accepting, answers what was accepted (with `Connection: close`), then closes every connection.
    ///
    /// What is not answered within that time gets 503. Returns when the last network thread has ended.
    package func shutdown(within limit: Duration) async { await daemon.shutdown(within: limit) }

    /// What has happened so far.
    package var counters: HTTPServerCounters { daemon.counters.snapshot() }
}

/// Why a server did not start.
package enum HTTPServerError: Error, Equatable, CustomStringConvertible {
    case cannotListen(address: String, port: UInt16, reason: String)
    case alreadyStarted

    package var description: String {
        switch self {
        case .cannotListen(let address, let port, let reason):
            "cannot listen on \(address) port \(port): \(reason); choose a numeric address of this machine and a free port"
        case .alreadyStarted: "the server was started before; make a new one"
        }
    }
}

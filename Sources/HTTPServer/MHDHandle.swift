import CMicroHTTPD
import Glibc

/// A running daemon.
///
/// libmicrohttpd's daemon functions lock inside, and `stop` is called once, by the one shutdown.
@safe struct MHDHandle: @unchecked Sendable {
    private let daemon: OpaquePointer

    init(_ daemon: OpaquePointer) { unsafe self.daemon = daemon }

    var boundPort: UInt16 { unsafe bina_mhd_port(daemon) }

    /// The listening socket becomes ours by quiescing, so it is closed here and clients are refused at once.
    func stopListening() {
        let socket = unsafe MHD_quiesce_daemon(daemon)
        if socket >= 0 { close(socket) }
    }

    /// Joins the network threads, so it blocks.
    func stop() { unsafe MHD_stop_daemon(daemon) }
}

/// A connection of libmicrohttpd.
///
/// The pointer is used on its network thread inside a callback, or, while the connection is suspended (when
/// libmicrohttpd leaves it alone), by the one who won the right to resume it.
@safe struct MHDConnectionHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    var socket: Int32 { unsafe bina_mhd_socket(pointer) }

    var peerAddress: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            guard let start = text.baseAddress else { return "" }
            unsafe bina_mhd_peer(pointer, start)
            return unsafe String(cString: start)
        }
    }

    func suspend() { unsafe MHD_suspend_connection(pointer) }
    func resume() { unsafe MHD_resume_connection(pointer) }
}

/// The C settings of a daemon, which libmicrohttpd's logger points to as long as the daemon runs.
@safe final class MHDSettings: @unchecked Sendable {  // written by init only, read by libmicrohttpd
    private let settings: UnsafeMutablePointer<bina_mhd_settings>
    private let address: UnsafeMutablePointer<CChar>?

    init(_ configuration: HTTPServerConfiguration, context: UnsafeMutableRawPointer) {
        unsafe address = strdup(configuration.address)
        unsafe settings = .allocate(capacity: 1)
        unsafe settings.initialize(
            to: bina_mhd_settings(
                context: context,
                address: address,
                port: configuration.port,
                threads: UInt32(max(configuration.threads, 2)),
                connections: UInt32(max(configuration.maximumConnections, configuration.threads)),
                connections_per_address: UInt32(max(configuration.perAddressConnections, 0)),
                idle_seconds: UInt32(max(configuration.idleTimeout.components.seconds, 1)),
                connection_memory: max(2 * configuration.maximumHeaderBytes, 8192),
                access: mhdAccess,
                completed: mhdCompleted,
                connection: mhdConnection,
                log: mhdLog
            )
        )
    }

    deinit {
        unsafe settings.deinitialize(count: 1)
        unsafe settings.deallocate()
        unsafe free(address)
    }

    func startDaemon() -> MHDHandle? {
        errno = 0
        guard let daemon = unsafe bina_mhd_start(settings) else { return nil }
        return unsafe MHDHandle(daemon)
    }
}

import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// The libmicrohttpd daemon, its connections, and the clock that enforces every deadline.
///
/// libmicrohttpd holds an unmanaged pointer to it from `start` to the end of `shutdown`, and it holds itself alive so long.
final class MHDDaemon: Sendable {
    let configuration: HTTPServerConfiguration
    let router: Router
    let counters = ServerCounters()
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())
    private let connections = Mutex<[ObjectIdentifier: MHDConnection]>([:])
    /// Set while shutting down: answers carry `Connection: close`.
    private let draining = Atomic(false)
    /// Set when the time for shutting down is over: no request is handled any more.
    private let refusing = Atomic(false)

    private struct State: ~Copyable {
        var handle: MHDHandle?
        var settings: MHDSettings?
        var clock: (any DispatchSourceTimer)?
        var wasStarted = false
        var port: UInt16 = 0
    }

    init(_ configuration: HTTPServerConfiguration, router: Router, log: @escaping @Sendable (String) -> Void) {
        self.configuration = configuration
        self.router = router
        self.log = log
    }

    var port: UInt16 { state.withLock { $0.port } }
    var isDraining: Bool { draining.load(ordering: .acquiring) }
    var isRefusing: Bool { refusing.load(ordering: .acquiring) }

    func report(_ message: String) { log(message) }

    func start() throws(HTTPServerError) {
        try state.withLock { state throws(HTTPServerError) in
            guard !state.wasStarted else { throw .alreadyStarted }
            let settings = unsafe MHDSettings(configuration, context: Unmanaged.passUnretained(self).toOpaque())
            guard let handle = settings.startDaemon() else {
                throw .cannotListen(
                    address: configuration.address,
                    port: configuration.port,
                    reason: unsafe String(cString: strerror(errno))
                )
            }
            state.wasStarted = true
            state.settings = settings
            state.port = handle.boundPort
            state.handle = handle
            state.clock = startClock()
        }
    }

    /// The timer's closure is what keeps this object alive while libmicrohttpd points to it.
    private func startClock() -> any DispatchSourceTimer {
        let clock = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "http-deadlines"))
        clock.schedule(deadline: .now() + .milliseconds(50), repeating: .milliseconds(50), leeway: .milliseconds(10))
        clock.setEventHandler { self.enforceDeadlines(now: .now) }
        clock.activate()
        return clock
    }

    private func enforceDeadlines(now: ContinuousClock.Instant) {
        for connection in connections.withLock({ Array($0.values) }) { connection.enforceDeadlines(now: now) }
    }

    func opened(_ connection: MHDConnection) {
        connections.withLock { $0[ObjectIdentifier(connection)] = connection }
        counters.connections.increment()
        counters.openConnections.increment()
    }

    func closed(_ connection: MHDConnection) {
        connections.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(connection)) }
        counters.openConnections.subtract(1, ordering: .relaxed)
    }
}

extension MHDDaemon {
    /// Quiesce, drain, give up on what is left, stop: in that order, since libmicrohttpd wants every connection resumed
    /// before it is stopped.
    func shutdown(within limit: Duration) async {
        guard let handle = state.withLock({ state in state.handle.take() }) else { return }
        draining.store(true, ordering: .releasing)
        handle.stopListening()
        let isDrained = await wait(until: .now + limit) { self.counters.exchanges.load(ordering: .acquiring) == 0 }
        refusing.store(true, ordering: .releasing)
        if !isDrained {
            for connection in connections.withLock({ Array($0.values) }) { connection.giveUp() }
            await wait(until: .now + .seconds(1)) { self.counters.exchanges.load(ordering: .acquiring) == 0 }
        }
        await wait(until: nil) { self.counters.suspended.load(ordering: .acquiring) == 0 }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                handle.stop()
                continuation.resume()
            }
        }
        state.withLock { state in
            state.clock?.cancel()
            state.clock = nil
            state.settings = nil
            state.port = 0
        }
    }

    /// Polls since libmicrohttpd's own threads end the exchanges; a few wake-ups once in the life of a process.
    ///
    /// It does not honour cancellation: a daemon left half stopped would be worse than a late return.
    @discardableResult
    private func wait(until end: ContinuousClock.Instant?, _ isDone: @escaping @Sendable () -> Bool) async -> Bool {
        while !isDone() {
            if let end, ContinuousClock.now >= end { return false }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) { continuation.resume() }
            }
        }
        return true
    }
}

import Synchronization

/// Says that a service is away, once for all the requests that wait for it, and again every few seconds.
final class RetryNotice: Sendable {
    private let lastTold = Mutex<ContinuousClock.Instant?>(nil)
    private let tell: @Sendable (String) -> Void
    private let interval: Duration

    init(every interval: Duration = .seconds(5), tell: @escaping @Sendable (String) -> Void) {
        self.interval = interval
        self.tell = tell
    }

    func add(_ line: String) {
        let isDue = lastTold.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last < interval { return false }
            last = now
            return true
        }
        if isDue { tell(line) }
    }
}

package import EventSourcing
import Synchronization

/// A clock that stands still until the test moves it.
package final class TestClock: Sendable {
    private let time = Mutex(Timestamp.now)

    package init() {}

    package var now: Timestamp { time.withLock { $0 } }

    package func set(_ instant: Timestamp) { time.withLock { $0 = instant } }

    package func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

import Synchronization

/// The live side of ``HTTPServerCounters``, written by network threads and tasks.
final class ServerCounters: Sendable {
    let openConnections = Atomic(0)
    let connections = Atomic(0)
    let requests = Atomic(0)
    let handling = Atomic(0)
    let refused = Atomic(0)
    let overloaded = Atomic(0)
    let deadlinesExceeded = Atomic(0)
    let slowClientsCut = Atomic(0)
    let unfinishedAnswers = Atomic(0)
    let bufferedBytes = Atomic(0)
    /// Connections suspended in libmicrohttpd; it can be stopped only at zero.
    let suspended = Atomic(0)
    /// Requests between their first header byte seen by us and their last answer byte.
    let exchanges = Atomic(0)

    func snapshot() -> HTTPServerCounters {
        HTTPServerCounters(
            openConnections: openConnections.load(ordering: .relaxed),
            connections: connections.load(ordering: .relaxed),
            requests: requests.load(ordering: .relaxed),
            handling: handling.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed),
            overloaded: overloaded.load(ordering: .relaxed),
            deadlinesExceeded: deadlinesExceeded.load(ordering: .relaxed),
            slowClientsCut: slowClientsCut.load(ordering: .relaxed),
            unfinishedAnswers: unfinishedAnswers.load(ordering: .relaxed),
            bufferedBytes: bufferedBytes.load(ordering: .relaxed)
        )
    }

    /// Adds one unless that would go beyond the limit.
    static func take(_ counter: borrowing Atomic<Int>, upTo limit: Int, amount: Int = 1) -> Bool {
        let (_, now) = counter.add(amount, ordering: .acquiringAndReleasing)
        if now <= limit { return true }
        counter.subtract(amount, ordering: .acquiringAndReleasing)
        return false
    }
}

extension Atomic<Int> {
    func increment() { add(1, ordering: .relaxed) }
}

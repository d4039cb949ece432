import Synchronization

/// How long answers took, from the first sending until the acknowledgement.
final class Latencies: Sendable {
    private let milliseconds = Mutex<[Float]>([])

    func add(_ time: Duration) {
        let value = Float(time / .milliseconds(1))
        milliseconds.withLock { $0.append(value) }
    }

    var count: Int { milliseconds.withLock { $0.count } }

    /// Milliseconds that the given shares (0 to 1) did not exceed; 0 without any.
    func percentiles(_ shares: [Double]) -> [Double] {
        let sorted = milliseconds.withLock { $0.sorted() }
        guard !sorted.isEmpty else { return shares.map { _ in 0 } }
        return shares.map { share in
            let index = Int((Double(sorted.count) * share).rounded(.up)) - 1
            return Double(sorted[min(max(index, 0), sorted.count - 1)])
        }
    }
}

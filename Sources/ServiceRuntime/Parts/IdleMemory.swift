import PostgresClient

/// Notices that a busy time is over, and gives its memory back to the machine.
///
/// A process that catches up with a hundred thousand events or serves a busy hour leaves holes in its heap, which the C
/// library keeps. They are given back when the process has nothing to do, as that makes others wait for a moment.
struct IdleMemory {
    /// Less of a core than this is nothing to do.
    static let idleShare = 0.03
    /// Processor time after which it is worth while, in seconds.
    static let worthwhile = 1.0

    private var last: Double
    /// The processor time when memory was last given back.
    private var returned: Double

    /// - `used`: processor time of the process, in seconds.
    init(used: Double) { (last, returned) = (used, used) }

    /// Whether now is the moment: enough was done since the last time, and nearly nothing since the last look.
    ///
    /// - `used`: processor time of the process; `elapsed`: since the last look; in seconds.
    mutating func isDue(used: Double, elapsed: Double) -> Bool {
        defer { last = used }
        guard used - last < Self.idleShare * elapsed, used - returned >= Self.worthwhile else { return false }
        returned = used
        return true
    }
}

extension ProcessComponent {
    /// Gives memory back after each busy time; looks every `interval`.
    static func idleMemory(every interval: Duration = .seconds(5)) -> ProcessComponent {
        ProcessComponent(
            "idle memory",
            run: {
                guard let used = ProcessMetrics.processorSeconds else { return try await untilCancelled() }
                var memory = IdleMemory(used: used)
                while true {
                    try await Task.sleep(for: interval)
                    guard let used = ProcessMetrics.processorSeconds else { continue }
                    if memory.isDue(used: used, elapsed: interval / .seconds(1)) { ProcessHeaps.returnFreeMemory() }
                }
            }
        )
    }
}

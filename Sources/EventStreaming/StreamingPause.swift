/// Growing pauses between attempts.
package struct StreamingPause: Sendable {
    private let first: Duration
    private let longest: Duration
    package private(set) var failures = 0

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The next pause: twice as long as the one before, up to the longest.
    package mutating func next() -> Duration {
        failures += 1
        return min(longest, first * (1 << min(failures - 1, 16)))
    }

    package mutating func reset() { failures = 0 }
}

/// Growing pauses between attempts.
struct Pause: Sendable {
    private let first: Duration
    private let longest: Duration
    private(set) var failures = 0

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    mutating func next() -> Duration {
        failures += 1
        return min(longest, first * (1 << min(failures - 1, 16)))
    }

    mutating func reset() { failures = 0 }
}

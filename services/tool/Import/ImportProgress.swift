import Foundation

/// One line per phase that tells how far it is, how fast, and how long it will still take.
struct ImportProgress {
    private let phase: String
    private let expected: Int
    private let isShown: Bool
    private let begin = ContinuousClock.now
    private var printed: ContinuousClock.Instant
    private(set) var done = 0

    init(phase: String, expected: Int, isShown: Bool) {
        self.phase = phase
        self.expected = expected
        self.isShown = isShown
        printed = begin
    }

    mutating func advance() {
        done += 1
        let now = ContinuousClock.now
        // A terminal's line is rewritten; a file gets a line now and then.
        let interval: Duration = isTerminal ? .seconds(1) : .seconds(10)
        guard isShown, now - printed > interval else { return }
        printed = now
        show(Self.line(phase, done: done, of: expected, after: now - begin))
    }

    func finish() {
        guard isShown else { return }
        show(Self.line(phase, done: done, of: expected, after: ContinuousClock.now - begin))
        if isTerminal { FileHandle.standardError.write(Data("\n".utf8)) }
    }

    static func line(_ phase: String, done: Int, of expected: Int, after time: Duration) -> String {
        let seconds = max(Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18, 0.001)
        let rate = Double(done) / seconds
        let percent = expected == 0 ? 100 : done * 100 / expected
        let left = done == 0 || done == expected ? "" : ", \(remaining(Double(expected - done) / rate)) left"
        return "\(phase): \(done) of \(expected) (\(percent) %), \(Int(rate))/s\(left)"
    }

    private static func remaining(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 90 ? "\(whole) s" : "\((whole + 30) / 60) min"
    }

    private var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private func show(_ line: String) {
        FileHandle.standardError.write(Data((isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n").utf8))
    }
}

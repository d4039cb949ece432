import Foundation

/// How far one phase of an import is, how fast, and how long it will still take.
struct ImportProgress: Sendable {
    let phase: String
    let expected: Int
    private let begin = ContinuousClock.now
    private var shown: ContinuousClock.Instant
    private(set) var done = 0
    /// Of these, how many an earlier run had done: they say nothing about the speed.
    private(set) var known = 0
    private let console: ProgressConsole

    init(phase: String, expected: Int, on console: ProgressConsole) {
        self.phase = phase
        self.expected = expected
        self.console = console
        shown = begin
    }

    mutating func advance(known wasKnown: Bool) {
        done += 1
        if wasKnown { known += 1 }
        let now = ContinuousClock.now
        guard now - shown > console.interval else { return }
        shown = now
        console.update(Self.line(phase, done: done, known: known, of: expected, after: now - begin))
    }

    func finish() {
        console.end(Self.line(phase, done: done, known: known, of: expected, after: ContinuousClock.now - begin))
    }

    static func line(_ phase: String, done: Int, known: Int = 0, of expected: Int, after time: Duration) -> String {
        let rate = Double(done - known) / max(time.inSeconds, 0.001)
        let percent = expected == 0 ? 100 : done * 100 / expected
        let before = known == 0 ? "" : ", \(known) done before"
        let left = done == expected || rate == 0 ? "" : ", \(remaining(Double(expected - done) / rate)) left"
        return "\(phase): \(done) of \(expected) (\(percent) %), \(Int(rate))/s\(before)\(left)"
    }

    private static func remaining(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 90 ? "\(whole) s" : "\((whole + 30) / 60) min"
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// Where progress is shown: a terminal's line is rewritten, a file gets a line now and then.
struct ProgressConsole: Sendable {
    private let isTerminal: Bool
    private let write: @Sendable (String) -> Void

    init(isTerminal: Bool, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.write = write
    }

    static let standardError = Self(isTerminal: isatty(STDERR_FILENO) == 1) { text in
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    static let silent = Self(isTerminal: false) { _ in }

    var interval: Duration { isTerminal ? .milliseconds(250) : .seconds(5) }

    func update(_ line: String) { write(isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n") }

    /// The last line of a phase.
    func end(_ line: String) { write(isTerminal ? "\r\u{1B}[K\(line)\n" : "\(line)\n") }

    /// A message of its own, not overwritten by the next progress.
    func note(_ line: String) { end(line) }
}

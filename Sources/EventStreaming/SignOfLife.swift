/// When a loop last noted what it does: one that hangs cannot say so itself.
package struct SignOfLife: Sendable {
    /// Longer than the longest statement, question or pause.
    package static let longestSilence: Duration = .seconds(120)

    private var last = ContinuousClock.now

    package init() {}

    package mutating func renew() { last = .now }

    /// For the operator, when the silence is longer than that; else nil.
    package func trouble(after limit: Duration) -> String? {
        let silence = ContinuousClock.now - last
        guard silence > limit else { return nil }
        return "nothing was done for \(silence.components.seconds) s: restart this process if that lasts"
    }
}

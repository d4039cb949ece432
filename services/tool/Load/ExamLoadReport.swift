import Foundation

/// How a load of exams ended.
struct ExamLoadReport: Encodable, Sendable {
    let seed: UInt64
    /// Attempts that were open at one time.
    let attempts: Int
    /// Those who sat the exam that closed early.
    let late: Int
    /// Answers with a receipt, each counted once.
    let acknowledged: Int
    /// Of these, kept aside by reason.
    let aside: [String: Int]
    /// Acknowledgements per second while all attempts were open.
    let answersPerSecond: Double
    let seconds: Double
    /// Milliseconds from the first sending to the acknowledgement, repetitions included.
    let p50: Double
    let p99: Double
    /// Requests that were sent again, as nobody answered the one before.
    let repeated: Int
    /// Lasting refusals by their problem.
    let refused: [String: Int]
    /// Answers that nobody acknowledged until the end.
    let unsettled: Int
    let handedIn: Int
    /// What was not as it had been acknowledged.
    let differences: [String]
    /// Attempts that never came about.
    let missing: Int

    init(_ load: ExamLoad, _ sitting: ExamLoad.Sitting, differences: [String]) {
        seed = load.seed
        attempts = sitting.opened
        late = sitting.attempts.count - sitting.opened
        missing = load.size.attempts - sitting.attempts.count
        acknowledged = load.journal.acknowledged
        aside = load.journal.aside
        answersPerSecond = (Double(sitting.answered) / max(sitting.seconds, 0.001)).rounded(toDigits: 4)
        seconds = sitting.seconds.rounded(toDigits: 4)
        let percentiles = load.latencies.percentiles([0.5, 0.99])
        p50 = percentiles[0].rounded(toDigits: 3)
        p99 = percentiles[1].rounded(toDigits: 3)
        repeated = load.journal.repeated
        refused = load.journal.refused
        unsettled = load.journal.unsettled
        handedIn = load.journal.handedIn
        self.differences = differences
    }

    /// Everything that was acknowledged is as it was acknowledged, and nobody was turned away.
    var isSound: Bool { differences.isEmpty && missing == 0 && refused.isEmpty }

    var failure: String {
        "\(differences.count) differences, \(missing) attempts missing, "
            + "\(refused.values.reduce(0, +)) requests refused"
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var text: String {
        let kept = Self.counts(aside)
        return """
            \(attempts) attempts at one time and \(late) at an exam that closed early (seed \(seed))
            \(acknowledged) answers acknowledged, \(answersPerSecond)/s for \(seconds) s, p50 \(p50) ms, p99 \(p99) ms
            kept aside: \(kept); \(handedIn) handed in
            \(repeated) requests repeated, \(unsettled) never answered, refused: \(Self.counts(refused))
            \(differences.isEmpty ? "every acknowledged answer is there" : "\(differences.count) differences")
            """
    }

    private static func counts(_ numbers: [String: Int]) -> String {
        let parts = numbers.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }
}

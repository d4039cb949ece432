import Synchronization

/// One thing that is not as it has to be.
///
/// Names places and harmless values; never personal data, never a payload.
struct Difference: Codable, Hashable, Sendable, CustomStringConvertible {
    /// What was compared, such as `enrolment store` or `learning-record participations`.
    let area: String
    /// Which lane, stream, record or row.
    let place: String
    let expected: String
    let found: String

    var description: String { "\(area): \(place): expected \(expected), found \(found)" }

    /// The same difference seen again may show another value, since the system goes on.
    var identity: String { "\(area)\n\(place)" }
}

/// What one round of checks has found so far.
final class Findings: Sendable {
    private struct State {
        var differences: [Difference] = []
        var total = 0
        var notes: [String] = []
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let limit: Int

    /// Keeps the first `limit` differences and counts the others.
    init(keeping limit: Int = 1_000) { self.limit = limit }

    func differ(_ area: String, _ place: String, expected: String, found: String) {
        let difference = Difference(area: area, place: place, expected: expected, found: found)
        state.withLock { state in
            state.total += 1
            if state.differences.count < limit { state.differences.append(difference) }
        }
    }

    /// Something worth knowing that is no difference.
    func note(_ text: String) {
        state.withLock { if $0.notes.count < limit { $0.notes.append(text) } }
    }

    /// Adds to what was looked at.
    func count(_ what: String, _ number: Int = 1) { state.withLock { $0.counts[what, default: 0] += number } }

    /// What was found, after so many seconds.
    func report(after seconds: Double) -> VerifyReport {
        state.withLock {
            VerifyReport(
                differences: $0.total,
                shown: $0.differences,
                notes: $0.notes,
                checked: $0.counts,
                seconds: (seconds * 10).rounded() / 10
            )
        }
    }
}

/// The outcome of one round.
struct VerifyReport: Codable, Sendable {
    /// How many there are in all.
    var differences: Int
    /// The first of them.
    var shown: [Difference]
    var notes: [String]
    /// How many events, records and rows were compared.
    let checked: [String: Int]
    let seconds: Double

    /// Those of this round that an earlier one saw too; the others were a race between two looks.
    func confirming(_ earlier: VerifyReport) -> VerifyReport {
        // Beyond what is kept nothing can be told apart; so many are no race.
        guard shown.count == differences, earlier.shown.count == earlier.differences else { return self }
        let seen = Set(earlier.shown.map(\.identity))
        var report = self
        report.shown = shown.filter { seen.contains($0.identity) }
        report.differences = report.shown.count
        return report
    }
}

/// The answer of `GET /v1/{tenant}/learning-records/totals`.
struct LearningRecordTotals: Codable, Equatable, Sendable {
    var people = 0
    var batches = 0
    var participations = 0
    /// Only statuses that somebody has.
    var byStatus: [String: Int] = [:]
    var hoursEntries = 0
    var hoursCounted = 0
    var hoursVerified = 0
    /// Results of exams that people have been told.
    var examResults = 0
    var examsPassed = 0
    /// Their sum, in hundredths of a per cent.
    var examScoresHundredths = 0

    /// One line per figure that is another; empty when all are equal.
    func differences(from expected: Self) -> [String] {
        let figures = zip(figures, expected.figures).map { ($0.name, $0.value, $1.value) }
        let statuses = Set(byStatus.keys).union(expected.byStatus.keys).sorted()
            .map { ($0, byStatus[$0] ?? 0, expected.byStatus[$0] ?? 0) }
        return (figures + statuses).filter { $0.1 != $0.2 }
            .map { "\($0.0): the learning records have \($0.1), expected \($0.2)" }
    }

    private var figures: [(name: String, value: Int)] {
        [
            ("people", people), ("batches", batches), ("participations", participations),
            ("hours entries", hoursEntries), ("hours counted", hoursCounted), ("hours verified", hoursVerified),
            ("exam results", examResults), ("exams passed", examsPassed), ("exam scores", examScoresHundredths),
        ]
    }
}

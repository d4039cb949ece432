import Foundation

/// What a folder of the dataset holds, counted.
struct OuladTotals: Encodable, Equatable, Sendable {
    let people: Int
    let batches: Int
    let registrations: Int
    let results: [String: Int]
    /// Rows with a date of unregistration and yet a result; the result decides.
    let contradictions: Int
    let assessments: Int
    /// Results of assessments that have a score.
    let scores: Int
    /// Of these, those from which an assessment is passed.
    let scoresPassed: Int
    /// In hundredths of a per cent.
    let scoreSumHundredths: Int
    /// Results whose score is `?`: nothing is sent of them.
    let withoutScore: Int
    /// Results that were carried over from an earlier presentation.
    let banked: Int
    /// Rows that say nothing that could be sent.
    let unusable: Int

    init(_ folder: OuladFolder) {
        people = folder.students.count
        batches = folder.courses.count
        registrations = folder.registrations.count
        let none = Dictionary(uniqueKeysWithValues: OuladResult.allCases.map { ($0.rawValue, 0) })
        results = folder.registrations.reduce(into: none) { $0[$1.result.rawValue, default: 0] += 1 }
        contradictions = folder.registrations.count { $0.isContradiction }
        assessments = folder.results.assessments.count
        let known = folder.results.scores.compactMap(\.scoreHundredths)
        scores = known.count
        scoresPassed = known.count { $0 >= OuladScores.passPercent * 100 }
        scoreSumHundredths = known.reduce(0, +)
        withoutScore = folder.results.scores.count - known.count
        banked = folder.results.scores.count { $0.isBanked }
        unusable = folder.unusable.count
    }

    private func count(_ result: OuladResult) -> Int { results[result.rawValue] ?? 0 }

    /// What the learning records must say when everything has arrived; the assessor is a person too.
    var expected: LearningRecordTotals {
        let completed = count(.pass) + count(.distinction)
        let statuses = ["completed": completed, "not-completed": count(.fail), "withdrawn": count(.withdrawn)]
        return LearningRecordTotals(
            people: people + 1,
            batches: batches,
            participations: registrations,
            byStatus: statuses.filter { $0.value > 0 },
            hoursEntries: completed,
            hoursCounted: completed * OuladRequests.learningHours,
            hoursVerified: completed * OuladRequests.learningHours,
            examResults: scores,
            examsPassed: scoresPassed,
            examScoresHundredths: scoreSumHundredths
        )
    }

    var sentence: String {
        let parts = OuladResult.allCases.map { "\($0.rawValue) \(count($0))" }
        return "the files have \(people) people, \(batches) batches, \(registrations) registrations "
            + "(\(parts.joined(separator: ", "))), \(contradictions) contradictions; \(assessments) assessments with "
            + "\(scores) results, \(withoutScore) without a score, \(banked) carried over; \(unusable) unusable rows"
    }
}

/// How the import of a folder ended.
struct OuladReport: Encodable, Sendable {
    let files: OuladTotals
    let sent: [String: Int]
    let changed: Int
    let unchanged: Int
    let refused: Int
    let leftOut: Int
    let learningRecords: LearningRecordTotals
    let equal: Bool
    let seconds: Double
    let tenant: String

    init(
        files: OuladTotals,
        tally: ImportTally,
        learningRecords: LearningRecordTotals,
        equal: Bool,
        seconds: Double,
        tenant: String
    ) {
        self.files = files
        sent = tally.sent
        changed = tally.changed
        unchanged = tally.unchanged
        refused = tally.refused
        leftOut = tally.leftOut
        self.learningRecords = learningRecords
        self.equal = equal
        self.seconds = (seconds * 10).rounded() / 10
        self.tenant = tenant
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var sentence: String {
        let verdict = equal ? "the learning records equal the files" : "the learning records DIFFER from the files"
        return "\(changed) requests changed something, \(unchanged) found it done, \(refused) were refused, "
            + "\(leftOut) left out; \(verdict) (tenant \(tenant), \(seconds) s)"
    }
}

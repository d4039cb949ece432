import Foundation

/// A line with the medians of its rounds.
struct FigureResult: Equatable, Sendable {
    let line: FigureLine
    let value: Double
    let reference: Double?
    /// The note of the round whose value is the median.
    let note: String?
    /// The value of every round, in order.
    let values: [Double]

    /// Nil without readings.
    init?(_ line: FigureLine, _ readings: [Reading]) {
        guard let value = readings.map(\.value).median else { return nil }
        self.line = line
        self.value = value
        reference = readings.compactMap(\.reference).median
        note = readings.min { abs($0.value - value) < abs($1.value - value) }?.note
        values = readings.map(\.value)
    }

    /// Median by median.
    var ratio: Double? { reference.flatMap { $0 > 0 ? value / $0 : nil } }

    var isMet: Bool? { line.goal.isMet(value: value, ratio: ratio) }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle; nil when there is none.
    var median: Double? {
        guard !isEmpty else { return nil }
        let ordered = sorted()
        let middle = ordered.count / 2
        return ordered.count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
    }
}

extension FigureResult {
    /// One JSON object on one line.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = try? encoder.encode(Form(self))
        return String(decoding: bytes ?? Data("{}".utf8), as: UTF8.self)
    }

    /// Absent values stand as null, so that every object has the same fields.
    private struct Form: Encodable {
        let result: FigureResult

        init(_ result: FigureResult) { self.result = result }

        enum Key: String, CodingKey {
            case name, value, unit, reference, ratio, goal, goalOf = "goal_of", met, note, values, meaning
        }

        func encode(to encoder: any Encoder) throws {
            var form = encoder.container(keyedBy: Key.self)
            try form.encode(result.line.name, forKey: .name)
            try form.encode(result.value.rounded(toDigits: 3), forKey: .value)
            try form.encode(result.line.unit, forKey: .unit)
            try form.encode(result.reference?.rounded(toDigits: 3), forKey: .reference)
            try form.encode(result.ratio?.rounded(toDigits: 3), forKey: .ratio)
            try form.encode(result.line.goal.bound, forKey: .goal)
            try form.encode(result.line.goal.subject, forKey: .goalOf)
            try form.encode(result.isMet, forKey: .met)
            try form.encode(result.note, forKey: .note)
            try form.encode(result.values.map { $0.rounded(toDigits: 3) }, forKey: .values)
            try form.encode(result.line.meaning, forKey: .meaning)
        }
    }
}

extension Goal {
    fileprivate var bound: Double? {
        switch self {
        case .atLeast(let bound), .atMost(let bound), .valueAtMost(let bound): bound
        case .none: nil
        }
    }

    /// What the bound is for, and which way it works.
    fileprivate var subject: String? {
        switch self {
        case .atLeast: "ratio at least"
        case .atMost: "ratio at most"
        case .valueAtMost: "value at most"
        case .none: nil
        }
    }
}

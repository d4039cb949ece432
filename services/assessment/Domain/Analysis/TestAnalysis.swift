/// Points of candidates (rows) for questions (columns), complete: an omitted answer has 0 points.
package struct ScoreMatrix: Sendable, Equatable {
    package let rows: [[Double]]
    /// Points to be had for each question.
    package let maxima: [Double]

    /// Nil when a row has another number of columns than there are maxima.
    package init?(rows: [[Double]], maxima: [Double]) {
        guard rows.allSatisfy({ $0.count == maxima.count }) else { return nil }
        self.rows = rows
        self.maxima = maxima
    }

    package var count: Int { rows.count }
    package var items: Int { maxima.count }
    package var totals: [Double] { rows.map { $0.reduce(0, +) } }

    package func column(_ item: Int) -> [Double] { rows.map { $0[item] } }

    /// Whether every question gives all or nothing.
    package var isDichotomous: Bool {
        rows.allSatisfy { row in row.indices.allSatisfy { row[$0] == 0 || row[$0] == maxima[$0] } }
            && Set(maxima).count <= 1
    }
}

/// How well a whole exam measures.
///
/// A figure is nil where it has no meaning: fewer than two questions or candidates, or no spread.
package struct TestAnalysis: Sendable, Equatable {
    package let candidates: Int
    package let items: Int
    package let mean: Double?
    /// Of the totals, with n − 1.
    package let standardDeviation: Double?
    /// Cronbach's α, with the sample variance throughout.
    package let alpha: Double?
    /// Kuder–Richardson 20, with the population variance throughout; for all-or-nothing questions only.
    package let kr20: Double?
    /// Kuder–Richardson 21, which takes all questions as equally hard.
    package let kr21: Double?
    /// Standard error of measurement: the deviation of the totals × √(1 − α).
    package let standardError: Double?

    /// Fewer candidates than this make the figures unsteady.
    package static let cautionBelow = 30

    /// Whether figures are to be shown with a caution.
    package var needsCaution: Bool { candidates < Self.cautionBelow }

    package init(_ matrix: ScoreMatrix) {
        let totals = matrix.totals
        let k = Double(matrix.items)
        let average = Sample.mean(totals)
        let variance = Sample.variance(totals)
        let deviation = variance.map { $0.squareRoot() }
        let own = (0..<matrix.items).reduce(0) { $0 + (Sample.variance(matrix.column($1)) ?? 0) }
        let alpha = Self.alpha(items: k, own, of: variance)
        candidates = matrix.count
        items = matrix.items
        mean = average
        standardDeviation = deviation
        self.alpha = alpha
        standardError = alpha.flatMap { alpha in deviation.map { $0 * max(0, 1 - alpha).squareRoot() } }
        guard matrix.isDichotomous, let point = matrix.maxima.first, point > 0, let average else {
            (kr20, kr21) = (nil, nil)
            return
        }
        let population = Sample.populationVariance(totals).map { $0 / (point * point) }
        let shares = (0..<matrix.items).compactMap { Sample.mean(matrix.column($0)) }.map { $0 / point }
        kr20 = Self.alpha(items: k, shares.reduce(0) { $0 + $1 * (1 - $1) }, of: population)
        let right = average / point
        kr21 = Self.alpha(items: k, right * (k - right) / max(1, k), of: population)
    }

    /// k/(k−1) · (1 − part/whole); part and whole must be the same kind of variance.
    static func alpha(items k: Double, _ part: Double, of whole: Double?) -> Double? {
        guard let whole, whole > 0, k > 1 else { return nil }
        return k / (k - 1) * (1 - part / whole)
    }
}

/// Means, variances and correlations; nil where they have no meaning.
package enum Sample {
    package static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// With n − 1.
    package static func variance(_ values: [Double]) -> Double? {
        guard values.count > 1, let sum = squares(values) else { return nil }
        return sum / Double(values.count - 1)
    }

    /// With n.
    package static func populationVariance(_ values: [Double]) -> Double? {
        squares(values).map { $0 / Double(values.count) }
    }

    private static func squares(_ values: [Double]) -> Double? {
        mean(values).map { mean in values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } }
    }

    /// Pearson's r; nil when one side has no spread.
    package static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
        guard left.count == right.count, let leftMean = mean(left), let rightMean = mean(right),
            let leftSquares = squares(left), let rightSquares = squares(right), leftSquares > 1e-12,
            rightSquares > 1e-12
        else { return nil }
        let products = zip(left, right).reduce(0) { $0 + ($1.0 - leftMean) * ($1.1 - rightMean) }
        return products / (leftSquares * rightSquares).squareRoot()
    }
}

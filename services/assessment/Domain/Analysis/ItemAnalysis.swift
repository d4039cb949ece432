/// How well one question measures.
package struct ItemAnalysis: Sendable, Equatable {
    /// Mean points.
    package let mean: Double
    /// Of the points, with n − 1.
    package let standardDeviation: Double?
    /// P: mean points of the points to be had; the share of right answers for all-or-nothing questions.
    package let difficulty: Double
    /// D: P of the best 27 % less P of the weakest 27 %.
    package let discrimination: Double?
    /// Correlation with the total.
    package let itemTotal: Double?
    /// Correlation with the total of the other questions.
    package let itemRest: Double?
    /// Cronbach's α of the exam without this question; a rise says that the question does harm.
    package let alphaWithout: Double?

    /// The questions of an exam in the order of the columns; none without candidates.
    package static func all(of matrix: ScoreMatrix) -> [ItemAnalysis] {
        guard matrix.count > 0 else { return [] }
        let totals = matrix.totals
        let groups = ExtremeGroups(totals)
        let own = (0..<matrix.items).map { Sample.variance(matrix.column($0)) ?? 0 }
        let sum = own.reduce(0, +)
        return (0..<matrix.items).map { item in
            let points = matrix.column(item)
            let rest = zip(totals, points).map { $0 - $1 }
            let mean = Sample.mean(points) ?? 0
            let most = max(matrix.maxima[item], .leastNonzeroMagnitude)
            return ItemAnalysis(
                mean: mean,
                standardDeviation: Sample.variance(points).map { $0.squareRoot() },
                difficulty: mean / most,
                discrimination: groups.map { $0.difference(of: points) / most },
                itemTotal: Sample.correlation(points, totals),
                itemRest: Sample.correlation(points, rest),
                alphaWithout: TestAnalysis.alpha(
                    items: Double(matrix.items - 1),
                    sum - own[item],
                    of: Sample.variance(rest)
                )
            )
        }
    }

    package var difficultyBand: DifficultyBand { DifficultyBand(difficulty) }
    package var discriminationBand: DiscriminationBand? { discrimination.map { DiscriminationBand($0) } }
}

/// The best and the weakest 27 % of the candidates.
///
/// Candidates with the total at the border belong to a group in part, all alike, so the order of rows changes nothing.
package struct ExtremeGroups: Sendable, Equatable {
    /// Weight of each row in the group of the best.
    package let upper: [Double]
    /// Weight of each row in the group of the weakest.
    package let lower: [Double]
    /// Size of each group.
    package let size: Int

    /// Nil for fewer than two candidates.
    package init?(_ totals: [Double]) {
        guard totals.count >= 2 else { return nil }
        size = max(1, (27 * totals.count + 50) / 100)
        lower = Self.weights(totals, size)
        upper = Self.weights(totals.map { -$0 }, size)
    }

    /// Weights of the `size` lowest.
    private static func weights(_ values: [Double], _ size: Int) -> [Double] {
        let border = values.sorted()[size - 1]
        let below = values.filter { $0 < border }.count
        let at = values.filter { $0 == border }.count
        let share = Double(size - below) / Double(at)
        return values.map { $0 < border ? 1 : $0 == border ? share : 0 }
    }

    /// Mean of the best less mean of the weakest.
    package func difference(of points: [Double]) -> Double {
        let difference = points.indices.reduce(0.0) { $0 + points[$1] * (upper[$1] - lower[$1]) }
        return difference / Double(size)
    }
}

/// Reading of P, rounded to hundredths.
package enum DifficultyBand: String, Sendable, Codable, CaseIterable {
    /// Up to 0.30.
    case hard
    /// 0.31 to 0.70.
    case medium
    /// From 0.71 on.
    case easy

    package init(_ difficulty: Double) {
        switch (difficulty * 100).rounded(.toNearestOrAwayFromZero) {
        case ..<31: self = .hard
        case ..<71: self = .medium
        default: self = .easy
        }
    }
}

/// Reading of D after Ebel, rounded to hundredths.
package enum DiscriminationBand: String, Sendable, Codable, CaseIterable {
    /// Below 0: the weak do better than the good; often a wrong key.
    case discard
    /// Below 0.20.
    case poor
    /// 0.20 to 0.29.
    case fair
    /// 0.30 to 0.39.
    case good
    /// From 0.40 on.
    case veryGood = "very-good"

    package init(_ discrimination: Double) {
        switch (discrimination * 100).rounded(.toNearestOrAwayFromZero) {
        case ..<0: self = .discard
        case ..<20: self = .poor
        case ..<30: self = .fair
        case ..<40: self = .good
        default: self = .veryGood
        }
    }
}

/// Which options of a question were chosen, and by whom.
package struct OptionAnalysis: Sendable, Equatable {
    package let option: String
    package let isRight: Bool
    package let count: Int
    package let share: Double
    /// Correlation of choosing it with the total; a wrong option should have less than nothing.
    package let optionTotal: Double?

    /// A wrong option does its work when at least 5 % choose it.
    package var works: Bool { isRight || share >= 0.05 }

    /// Every option, in the order given; `chosen` has each candidate's options and `totals` the same candidates' totals.
    package static func all(
        options: [String],
        right: Set<String>,
        chosen: [Set<String>],
        totals: [Double]
    ) -> [OptionAnalysis] {
        options.map { option in
            let ticks = chosen.map { $0.contains(option) ? 1.0 : 0 }
            let count = chosen.filter { $0.contains(option) }.count
            return OptionAnalysis(
                option: option,
                isRight: right.contains(option),
                count: count,
                share: chosen.isEmpty ? 0 : Double(count) / Double(chosen.count),
                optionTotal: Sample.correlation(ticks, totals)
            )
        }
    }
}

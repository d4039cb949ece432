package import AssessmentEvents

/// An answer with its text open, as marking needs it.
package struct OpenAnswer: Sendable, Equatable {
    package var options: [String]
    package var pairs: [GivenPair]
    package var number: String?
    package var text: String?

    package init(options: [String] = [], pairs: [GivenPair] = [], number: String? = nil, text: String? = nil) {
        self.options = options
        self.pairs = pairs
        self.number = number
        self.text = text
    }
}

/// Marks one answer by its key; pure arithmetic on integers, so that everybody who marks gets the same.
package enum Marker {
    /// What the answer is worth, in hundredths of a point; nil for an essay, which people mark.
    package static func points(_ answer: OpenAnswer?, to kind: QuestionKind, by key: AnswerKey, of points: Int) -> Int?
    {
        guard let answer else { return kind == .essay ? nil : 0 }
        return credit(of: answer, to: kind, by: key).map { $0.points(of: points) }
    }

    /// The credit as an exact fraction of the question's points; nil for an essay.
    package static func credit(of answer: OpenAnswer, to kind: QuestionKind, by key: AnswerKey) -> Credit? {
        switch kind {
        case .singleChoice, .trueFalse, .scoredSituation: choice(answer, key)
        case .multipleChoice: choices(answer, key)
        case .shortText: shortText(answer, key)
        case .numeric: numeric(answer, key)
        case .matching: matching(answer, key)
        case .ordering: ordering(answer, key)
        case .essay: nil
        }
    }

    private static func choice(_ answer: OpenAnswer, _ key: AnswerKey) -> Credit {
        guard answer.options.count == 1 else { return .none }
        return .millionths(key.credits.first { $0.option == answer.options[0] }?.millionths ?? 0)
    }

    private static func choices(_ answer: OpenAnswer, _ key: AnswerKey) -> Credit {
        let chosen = Set(answer.options)
        guard !chosen.isEmpty else { return .none }
        let right = Set(key.credits.filter { $0.millionths > 0 }.map(\.option))
        switch key.scoring {
        case .weights:
            return .millionths(key.credits.filter { chosen.contains($0.option) }.reduce(0) { $0 + $1.millionths })
        case .allOrNothing: return chosen == right ? .all : .none
        case .perOption:
            let agreed = key.credits.filter { chosen.contains($0.option) == right.contains($0.option) }.count
            return Credit(agreed, of: key.credits.count)
        }
    }

    private static func shortText(_ answer: OpenAnswer, _ key: AnswerKey) -> Credit {
        guard let text = answer.text else { return .none }
        let given = TextPattern.normalised(text, matchesCase: key.matchesCase)
        // The first accepted text that fits decides, as its author ordered them; `*` last means "anything else".
        let fit = key.texts.first { TextPattern($0.text, matchesCase: key.matchesCase).matches(given) }
        return .millionths(fit?.millionths ?? 0)
    }

    private static func numeric(_ answer: OpenAnswer, _ key: AnswerKey) -> Credit {
        guard let number = answer.number.flatMap({ ExactDecimal($0) }) else { return .none }
        let fits = key.numbers.filter { range in
            guard let from = ExactDecimal(range.from), let to = ExactDecimal(range.to) else { return false }
            return from <= number && number <= to
        }
        return .millionths(fits.map(\.millionths).max() ?? 0)
    }

    /// Each pair is worth the same.
    private static func matching(_ answer: OpenAnswer, _ key: AnswerKey) -> Credit {
        let right = key.pairs.filter { answer.pairs.contains(GivenPair(option: $0.option, target: $0.target)) }
        return Credit(right.count, of: key.pairs.count)
    }

    /// Pairs of steps in the right order less those in the wrong one, of all pairs; less than nothing is nothing.
    ///
    /// One swap of neighbours costs little, wherever it is; a random order is worth nothing on average.
    private static func ordering(_ answer: OpenAnswer, _ key: AnswerKey) -> Credit {
        let places = Dictionary(answer.options.enumerated().map { ($1, $0) }) { first, _ in first }
        let order = key.order.compactMap { places[$0] }
        guard order.count == key.order.count, order.count >= 2 else { return .none }
        var balance = 0
        for left in order.indices {
            for right in order.indices where right > left { balance += order[left] < order[right] ? 1 : -1 }
        }
        return Credit(max(0, balance), of: order.count * (order.count - 1) / 2)
    }
}

/// A share of a question's points, from none to all.
package struct Credit: Sendable, Equatable {
    private let numerator: Int
    private let denominator: Int

    package static let none = Credit(0, of: 1)
    package static let all = Credit(1, of: 1)

    package init(_ numerator: Int, of denominator: Int) {
        self.denominator = max(1, denominator)
        self.numerator = min(max(0, numerator), self.denominator)
    }

    package static func millionths(_ number: Int) -> Credit { Credit(number, of: QuestionRules.full) }

    /// Rounded half up to a hundredth of a point.
    package func points(of hundredths: Int) -> Int { (2 * numerator * hundredths + denominator) / (2 * denominator) }
}

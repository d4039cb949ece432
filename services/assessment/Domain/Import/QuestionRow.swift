import AssessmentEvents

/// Options and key of one row of a question table.
struct QuestionRow {
    typealias Parsed = (options: [AnswerOption], targets: [AnswerOption], key: AnswerKey)

    private let kind: QuestionKind
    private let options: [String]
    private let keys: [String]
    private let tolerance: String
    private let explanation: String?

    init(_ kind: QuestionKind, _ cells: [String: String]) {
        self.kind = kind
        options = Self.list(cells["pilihan"] ?? "")
        keys = Self.list(cells["kunci"] ?? "")
        tolerance = cells["toleransi"] ?? ""
        explanation = cells["penjelasan"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func list(_ cell: String) -> [String] {
        guard !cell.isEmpty else { return [] }
        return cell.split(separator: "|", omittingEmptySubsequences: false).map { EscapedText.trimmed(String($0)) }
    }

    /// Nil when options and key do not fit the kind.
    func parsed() -> Parsed? {
        switch kind {
        case .singleChoice, .multipleChoice: choice
        case .trueFalse: truth
        case .shortText: shortText
        case .numeric: numeric
        case .matching: matching
        case .ordering: ordering
        case .essay: essay
        case .scoredSituation: situation
        }
    }

    /// Key `B`, or `A|C`: letters of the options.
    private var choice: Parsed? {
        let listed = AnswerOption.disguised(options)
        let places = keys.map { key in options.indices.first { AnswerOption.letter($0) == key.uppercased() } }
        let right = Set(places.compactMap { $0.map { listed[$0].id } })
        guard !right.isEmpty, right.count == keys.count, kind == .multipleChoice || right.count == 1 else { return nil }
        let credits = listed.map { option in
            OptionCredit(option: option.id, millionths: right.contains(option.id) ? QuestionRules.full : 0)
        }
        // Each option decided rightly counts: ticking all of them is never worth everything.
        let scoring: ChoiceScoring = kind == .multipleChoice ? .perOption : .weights
        return (listed, [], AnswerKey(credits: credits, scoring: scoring, explanation: explanation))
    }

    private var truth: Parsed? {
        guard keys.count == 1, options.isEmpty else { return nil }
        let right: String
        switch keys[0].lowercased() {
        case "benar", "b": right = "B"
        case "salah", "s": right = "S"
        default: return nil
        }
        let credits = AnswerOption.truth.map {
            OptionCredit(option: $0.id, millionths: $0.id == right ? QuestionRules.full : 0)
        }
        return (AnswerOption.truth, [], AnswerKey(credits: credits, explanation: explanation))
    }

    private var shortText: Parsed? {
        guard !keys.isEmpty, options.isEmpty else { return nil }
        let texts = keys.map { AcceptedText(text: $0, millionths: QuestionRules.full) }
        return ([], [], AnswerKey(texts: texts, explanation: explanation))
    }

    private var numeric: Parsed? {
        guard keys.count == 1, options.isEmpty, let number = ExactDecimal(keys[0]),
            let around = ExactDecimal(tolerance.isEmpty ? "0" : tolerance)
        else { return nil }
        let range = AcceptedNumber(
            from: (number - around).description,
            to: (number + around).description,
            millionths: QuestionRules.full
        )
        return ([], [], AnswerKey(numbers: [range], explanation: explanation))
    }

    /// Key `Aceh=Banda Aceh|Jambi=Jambi`; `pilihan` may hold further choices on the right.
    private var matching: Parsed? {
        let pairs = keys.map { $0.split(separator: "=", maxSplits: 1).map { EscapedText.trimmed(String($0)) } }
        guard pairs.allSatisfy({ $0.count == 2 }) else { return nil }
        let left = AnswerOption.disguised(pairs.map { $0[0] })
        let right = AnswerOption.lettered(Set(pairs.map { $0[1] } + options).sorted())
        let keyed = zip(left, pairs).compactMap { option, pair in
            right.first { $0.text == pair[1] }.map { KeyPair(option: option.id, target: $0.id) }
        }
        return (left, right, AnswerKey(pairs: keyed, explanation: explanation))
    }

    /// The key lists the steps in the right order; the bank keeps them in alphabetical order.
    private var ordering: Parsed? {
        guard options.isEmpty, Set(keys).count == keys.count else { return nil }
        let listed = AnswerOption.lettered(keys.sorted())
        let order = keys.compactMap { step in listed.first { $0.text == step }?.id }
        return (listed, [], AnswerKey(order: order, explanation: explanation))
    }

    /// Key `Isi=3|Bahasa=1`: criteria and their weights.
    private var essay: Parsed? {
        var rubric: [RubricCriterion] = []
        for line in keys {
            let parts = line.split(separator: "=", maxSplits: 1).map { EscapedText.trimmed(String($0)) }
            guard let name = parts.first, let weight = parts.count > 1 ? Int(parts[1]) : 1 else { return nil }
            rubric.append(RubricCriterion(name: name, weight: weight))
        }
        guard options.isEmpty, !rubric.isEmpty else { return nil }
        return ([], [], AnswerKey(rubric: rubric, explanation: explanation))
    }

    /// Key `5|3|4|1`: what each option is worth; the best one is worth all points.
    private var situation: Parsed? {
        let listed = AnswerOption.disguised(options)
        let worth = keys.compactMap { Int($0) }
        guard worth.count == keys.count, worth.count == listed.count, let best = worth.max(), best > 0,
            worth.allSatisfy({ $0 >= 0 })
        else { return nil }
        let credits = zip(listed, worth).map {
            OptionCredit(option: $0.id, millionths: $1 * QuestionRules.full / best)
        }
        return (listed, [], AnswerKey(credits: credits, explanation: explanation))
    }
}

import AssessmentEvents

/// What stands between the braces of a GIFT question.
struct GIFTBody {
    typealias Parsed = (kind: QuestionKind, options: [AnswerOption], targets: [AnswerOption], key: AnswerKey)

    private let answers: EscapedText
    private let explanation: String?

    init(_ body: EscapedText) {
        let (answers, general) = body.split(at: "####")
        self.answers = answers.leading
        let text = general.map { GIFTFormat.removed(from: $0).rest.plain }
        explanation = text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Nil when it is none of the format's kinds.
    func parsed() -> Parsed? {
        if answers.isBlank { return essay }
        if let numbers = answers.dropping(prefix: "#") { return numeric(numbers) }
        if let truth { return truth }
        guard let list = GIFTAnswer.list(answers), !list.isEmpty else { return nil }
        let isMatching = list.allSatisfy { $0.isRight && $0.text.firstIndex(of: "->") != nil }
        if isMatching { return matching(list) }
        if list.allSatisfy(\.isRight) { return shortText(list) }
        return choice(list)
    }

    /// GIFT has no rubric: the author's one line until somebody writes a better one.
    private var essay: Parsed {
        let rubric = [RubricCriterion(name: "Isi jawaban", guide: nil, weight: 1)]
        return (.essay, [], [], AnswerKey(rubric: rubric, explanation: explanation))
    }

    /// `T`, `TRUE`, `F`, `FALSE`; the first comment is for the wrong answer, the second for the right one.
    private var truth: Parsed? {
        let (word, comments) = answers.split(at: "#")
        let isTrue: Bool
        switch word.plain.uppercased() {
        case "T", "TRUE": isTrue = true
        case "F", "FALSE": isTrue = false
        default: return nil
        }
        let (forWrong, forRight) = comments.map { $0.split(at: "#") } ?? (EscapedText(""), nil)
        let wrong = text(GIFTFormat.removed(from: forWrong).rest)
        let right = forRight.flatMap { text(GIFTFormat.removed(from: $0).rest) }
        let credits = AnswerOption.truth.map { option in
            let isRight = (option.id == "B") == isTrue
            return OptionCredit(
                option: option.id,
                millionths: isRight ? QuestionRules.full : 0,
                feedback: isRight ? right : wrong
            )
        }
        return (.trueFalse, AnswerOption.truth, [], AnswerKey(credits: credits, explanation: explanation))
    }

    private func text(_ piece: EscapedText) -> String? { piece.isBlank ? nil : piece.plain }

    private func numeric(_ body: EscapedText) -> Parsed? {
        let body = body.leading
        let isList = body.characters.first == "=" || body.characters.first == "~"
        let list = isList ? GIFTAnswer.list(body) : GIFTAnswer(body, isRight: true).map { [$0] }
        var numbers: [AcceptedNumber] = []
        for answer in list ?? [] {
            guard let range = Self.range(answer.text.plain) else {
                // A wrong answer only carries a comment for everybody else.
                if !answer.isRight { continue }
                return nil
            }
            numbers.append(
                AcceptedNumber(
                    from: range.0.description,
                    to: range.1.description,
                    millionths: answer.credit,
                    feedback: answer.feedback
                )
            )
        }
        guard !numbers.isEmpty else { return nil }
        return (.numeric, [], [], AnswerKey(numbers: numbers, explanation: explanation))
    }

    /// `3.14`, `3.14:0.01` or `3.1..3.2`.
    private static func range(_ text: String) -> (ExactDecimal, ExactDecimal)? {
        let (low, high) = EscapedText(text).split(at: "..")
        if let high {
            guard let from = ExactDecimal(low.plain), let to = ExactDecimal(high.plain) else { return nil }
            return (from, to)
        }
        let (middle, around) = EscapedText(text).split(at: ":")
        guard let number = ExactDecimal(middle.plain), let tolerance = ExactDecimal(around?.plain ?? "0") else {
            return nil
        }
        return (number - tolerance, number + tolerance)
    }

    private func shortText(_ list: [GIFTAnswer]) -> Parsed {
        let texts = list.map { AcceptedText(text: $0.text.plain, millionths: $0.credit, feedback: $0.feedback) }
        return (.shortText, [], [], AnswerKey(texts: texts, explanation: explanation))
    }

    /// Choices on the right are listed in alphabetical order: the file's order is the key.
    private func matching(_ list: [GIFTAnswer]) -> Parsed {
        let pairs = list.map { answer in
            let (left, right) = answer.text.split(at: "->")
            return (
                GIFTFormat.removed(from: left).rest.plain, right.map { GIFTFormat.removed(from: $0).rest.plain } ?? ""
            )
        }
        let options = AnswerOption.disguised(pairs.map(\.0).filter { !$0.isEmpty })
        let targets = AnswerOption.lettered(Set(pairs.map(\.1)).sorted())
        let keyed = zip(options, pairs.filter { !$0.0.isEmpty }).compactMap { option, pair in
            targets.first { $0.text == pair.1 }.map { KeyPair(option: option.id, target: $0.id) }
        }
        return (.matching, options, targets, AnswerKey(pairs: keyed, explanation: explanation))
    }

    /// One `=` makes it a single choice; percentages alone make it a multiple one.
    private func choice(_ list: [GIFTAnswer]) -> Parsed {
        let options = AnswerOption.disguised(list.map(\.text.plain))
        let credits = zip(options, list).map { option, answer in
            OptionCredit(option: option.id, millionths: answer.credit, feedback: answer.feedback)
        }
        let kind: QuestionKind = list.contains(where: \.isRight) ? .singleChoice : .multipleChoice
        return (kind, options, [], AnswerKey(credits: credits, explanation: explanation))
    }
}

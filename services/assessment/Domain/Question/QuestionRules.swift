package import AssessmentEvents

/// What makes a question and its key fit to be asked and marked.
package enum QuestionRules {
    /// All of a question's points.
    package static let full = 1_000_000
    static let optionLimit = 60
    static let stemLimit = 20_000
    static let optionTextLimit = 4_000
    static let codeLimit = 200

    /// - Throws: the first rule that is broken.
    package static func check(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        try checkTexts(content)
        try checkNotes(key)
        switch content.kind {
        case .singleChoice: try checkSingle(content, key)
        case .trueFalse: try checkTruth(content, key)
        case .multipleChoice: try checkMultiple(content, key)
        case .scoredSituation: try checkSituation(content, key)
        case .shortText: try checkShortText(content, key)
        case .numeric: try checkNumeric(content, key)
        case .matching: try checkMatching(content, key)
        case .ordering: try checkOrdering(content, key)
        case .essay: try checkEssay(content, key)
        }
    }

    private static func checkTexts(_ content: QuestionContent) throws(QuestionRejection) {
        guard !isBlank(content.stem) else { throw .stemEmpty }
        guard content.stem.unicodeScalars.count <= stemLimit else { throw .textTooLong(stemLimit) }
        guard isReadable(content.stem), !isOnSeveralLines(content.topic), !isOnSeveralLines(content.code ?? "") else {
            throw .textMalformed
        }
        if let code = content.code {
            guard !isBlank(code), code.unicodeScalars.count <= codeLimit else { throw .codeOutOfRange }
        }
        guard !isBlank(content.topic), content.topic.unicodeScalars.count <= 60 else { throw .topicOutOfRange }
        for list in [content.options, content.targets] {
            guard list.count <= optionLimit else { throw .optionCountOutOfRange }
            guard Set(list.map(\.id)).count == list.count else { throw .optionTwice }
            guard list.allSatisfy({ isPlainID($0.id) }) else { throw .optionIDMalformed }
            guard list.allSatisfy({ !isBlank($0.text) }) else { throw .optionEmpty }
            guard list.allSatisfy({ isReadable($0.text) }) else { throw .textMalformed }
            guard list.allSatisfy({ $0.text.unicodeScalars.count <= optionTextLimit }) else {
                throw .textTooLong(optionTextLimit)
            }
        }
        guard content.targets.isEmpty || content.kind == .matching else { throw .keyDoesNotFitKind }
        guard content.wordLimit == nil || content.kind == .essay && (1...10_000).contains(content.wordLimit ?? 0) else {
            throw .wordLimitOutOfRange
        }
    }

    /// What a key says in words is kept and shown like any other text.
    private static func checkNotes(_ key: AnswerKey) throws(QuestionRejection) {
        let comments =
            key.credits.map(\.feedback) + key.texts.map(\.feedback) + key.numbers.map(\.feedback)
            + key.rubric.map(\.guide)
        let notes = (comments + [key.explanation, key.modelAnswer]).compactMap { $0 } + key.rubric.map(\.name)
        guard notes.allSatisfy({ $0.unicodeScalars.count <= stemLimit }) else { throw .textTooLong(stemLimit) }
        guard (notes + key.texts.map(\.text)).allSatisfy(isReadable) else { throw .textMalformed }
    }

    private static func checkSingle(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        try checkChoice(content, key)
        // One is chosen; a repaired key may accept several.
        guard key.credits.contains(where: { $0.millionths == full }) else { throw .rightAnswerCount }
    }

    private static func checkTruth(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        guard content.options.map(\.id) == AnswerOption.truth.map(\.id) else { throw .keyDoesNotFitKind }
        try checkSingle(content, key)
    }

    private static func checkMultiple(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        try checkChoice(content, key)
        let gains = key.credits.map(\.millionths).filter { $0 > 0 }
        guard !gains.isEmpty else { throw .rightAnswerCount }
        // A third written as 33.33333 % leaves a few millionths.
        guard key.scoring != .weights || gains.reduce(0, +) >= full - 1_000 else { throw .creditsDoNotReachFull }
    }

    private static func checkSituation(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        try checkChoice(content, key)
        guard key.credits.allSatisfy({ (0...full).contains($0.millionths) }),
            key.credits.contains(where: { $0.millionths == full })
        else { throw .creditsDoNotReachFull }
    }

    private static func checkChoice(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        guard content.options.count >= 2 else { throw .optionCountOutOfRange }
        guard Set(content.options.map(\.text)).count == content.options.count else { throw .optionTwice }
        guard key.credits.map(\.option).sorted() == content.options.map(\.id).sorted() else { throw .keyDoesNotFitKind }
        guard key.credits.allSatisfy({ (-full...full).contains($0.millionths) }) else { throw .creditOutOfRange }
        try checkOnly(key, credits: true)
    }

    private static func checkShortText(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        guard content.options.isEmpty else { throw .keyDoesNotFitKind }
        guard key.texts.allSatisfy({ !isBlank($0.text) && $0.text.unicodeScalars.count <= 500 }) else {
            throw .acceptedAnswerMalformed
        }
        guard key.texts.allSatisfy({ (0...full).contains($0.millionths) }) else { throw .creditOutOfRange }
        guard key.texts.contains(where: { $0.millionths == full }) else { throw .rightAnswerCount }
        try checkOnly(key, texts: true)
    }

    private static func checkNumeric(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        guard content.options.isEmpty else { throw .keyDoesNotFitKind }
        for range in key.numbers {
            guard let from = ExactDecimal(range.from), let to = ExactDecimal(range.to), from <= to else {
                throw .acceptedAnswerMalformed
            }
        }
        guard key.numbers.allSatisfy({ (0...full).contains($0.millionths) }) else { throw .creditOutOfRange }
        guard key.numbers.contains(where: { $0.millionths == full }) else { throw .rightAnswerCount }
        try checkOnly(key, numbers: true)
    }

    private static func checkMatching(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        guard content.options.count >= 2, content.targets.count >= 2 else { throw .optionCountOutOfRange }
        guard Set(content.targets.map(\.text)).count == content.targets.count else { throw .optionTwice }
        let targets = Set(content.targets.map(\.id))
        guard key.pairs.map(\.option).sorted() == content.options.map(\.id).sorted(),
            key.pairs.allSatisfy({ targets.contains($0.target) })
        else { throw .keyDoesNotFitKind }
        try checkOnly(key, pairs: true)
    }

    private static func checkOrdering(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        guard content.options.count >= 2 else { throw .optionCountOutOfRange }
        guard key.order.sorted() == content.options.map(\.id).sorted() else { throw .keyDoesNotFitKind }
        // Options in the right order would give the key away to whoever sees the list unshuffled.
        guard content.options.map(\.text) == content.options.map(\.text).sorted() else { throw .orderGivesKeyAway }
        try checkOnly(key, order: true)
    }

    private static func checkEssay(_ content: QuestionContent, _ key: AnswerKey) throws(QuestionRejection) {
        guard content.options.isEmpty else { throw .keyDoesNotFitKind }
        let names = key.rubric.map(\.name)
        guard (1...20).contains(names.count), Set(names).count == names.count, names.allSatisfy({ !isBlank($0) }),
            key.rubric.allSatisfy({ (1...1_000).contains($0.weight) })
        else { throw .rubricOutOfRange }
        try checkOnly(key, rubric: true)
    }

    /// Only the fields of one kind are filled.
    private static func checkOnly(
        _ key: AnswerKey,
        credits: Bool = false,
        texts: Bool = false,
        numbers: Bool = false,
        pairs: Bool = false,
        order: Bool = false,
        rubric: Bool = false
    ) throws(QuestionRejection) {
        guard credits || key.credits.isEmpty, texts || key.texts.isEmpty, numbers || key.numbers.isEmpty,
            pairs || key.pairs.isEmpty, order || key.order.isEmpty, rubric || key.rubric.isEmpty,
            rubric || key.modelAnswer == nil
        else { throw .keyDoesNotFitKind }
    }

    static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }

    /// Has no control characters but those that end lines and tabs.
    private static func isReadable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || scalar == "\r" || scalar == "\t" || scalar.properties.generalCategory != .control
        }
    }

    private static func isOnSeveralLines(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }

    private static func isPlainID(_ id: String) -> Bool {
        (1...40).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
    }
}

package import AssessmentEvents

/// What a question says, without its key: nothing in here may tell what is right.
package struct QuestionContent: Sendable, Equatable, Codable {
    /// The author's own code or title.
    package var code: String?
    package var kind: QuestionKind
    package var topic: String
    package var difficulty: Difficulty
    package var format: TextFormat
    package var stem: String
    package var options: [AnswerOption]
    package var targets: [AnswerOption]
    package var wordLimit: Int?

    package init(
        code: String? = nil,
        kind: QuestionKind,
        topic: String,
        difficulty: Difficulty = .medium,
        format: TextFormat = .plain,
        stem: String,
        options: [AnswerOption] = [],
        targets: [AnswerOption] = [],
        wordLimit: Int? = nil
    ) {
        self.code = code
        self.kind = kind
        self.topic = topic
        self.difficulty = difficulty
        self.format = format
        self.stem = stem
        self.options = options
        self.targets = targets
        self.wordLimit = wordLimit
    }
}

extension AnswerOption {
    /// The two options of every true/false question.
    package static let truth = [AnswerOption(id: "B", text: "Benar"), AnswerOption(id: "S", text: "Salah")]

    /// Ids `A` to `Z`, then `A1` …, by place in `texts`.
    package static func lettered(_ texts: [String]) -> [AnswerOption] {
        texts.enumerated().map { AnswerOption(id: letter($0.offset), text: $0.element) }
    }

    /// The texts in their order, with letters by their place in the alphabet.
    ///
    /// Authors like some places better for the right answer; an id that told the author's place would give it away even
    /// on a shuffled paper.
    package static func disguised(_ texts: [String]) -> [AnswerOption] {
        let ranked = texts.indices.sorted { (texts[$0], $0) < (texts[$1], $1) }
        var ids = Array(repeating: "", count: texts.count)
        for (rank, index) in ranked.enumerated() { ids[index] = letter(rank) }
        return zip(ids, texts).map { AnswerOption(id: $0, text: $1) }
    }

    /// The id of the option at a place from 0.
    package static func letter(_ index: Int) -> String {
        let letter = String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index % 26))))
        return index < 26 ? letter : letter + String(index / 26)
    }
}

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

    /// The id of the option at a place from 0.
    package static func letter(_ index: Int) -> String {
        let letter = String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index % 26))))
        return index < 26 ? letter : letter + String(index / 26)
    }
}

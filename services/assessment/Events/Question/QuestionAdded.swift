package import EventSourcing

/// A question entered the bank as its first revision.
package struct QuestionAdded: EventPayload {
    /// The author's own code or title; unique only by convention.
    package let code: String?
    /// From 1; papers name question and revision.
    package let revision: Int
    /// Never changes in later revisions.
    package let kind: QuestionKind
    /// What it is about; blueprints draw by it.
    package let topic: String
    /// What the author thinks; the item analysis tells what it is.
    package let difficulty: Difficulty
    /// Of stem and options.
    package let format: TextFormat
    /// The question itself.
    package let stem: String
    /// To choose from, to match, or to order; empty for open questions.
    package let options: [AnswerOption]
    /// The right-hand side of a matching question.
    package let targets: [AnswerOption]
    /// Most words of an essay.
    package let wordLimit: Int?
    /// `AnswerKey` as canonical JSON, sealed for the question: events travel further than keys may.
    package let key: SealedField

    package init(
        code: String? = nil,
        revision: Int,
        kind: QuestionKind,
        topic: String,
        difficulty: Difficulty,
        format: TextFormat,
        stem: String,
        options: [AnswerOption],
        targets: [AnswerOption],
        wordLimit: Int? = nil,
        key: SealedField
    ) {
        self.code = code
        self.revision = revision
        self.kind = kind
        self.topic = topic
        self.difficulty = difficulty
        self.format = format
        self.stem = stem
        self.options = options
        self.targets = targets
        self.wordLimit = wordLimit
        self.key = key
    }
}

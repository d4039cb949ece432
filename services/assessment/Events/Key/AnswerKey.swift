/// The key of one question: what is right, and what it is worth.
///
/// Never part of anything that a candidate sees before the release; inside events it is sealed. Only the fields of the
/// question's kind are filled. The names are stored for ever.
package struct AnswerKey: Codable, Sendable, Equatable {
    /// Choices, true/false, scored situations.
    package let credits: [OptionCredit]
    /// For multiple choice; others use weights.
    package let scoring: ChoiceScoring
    /// Short text.
    package let texts: [AcceptedText]
    /// Whether upper and lower case differ in a short text.
    package let matchesCase: Bool
    /// Numeric.
    package let numbers: [AcceptedNumber]
    /// Matching.
    package let pairs: [KeyPair]
    /// Ordering: the options' ids from first to last.
    package let order: [String]
    /// Essay.
    package let rubric: [RubricCriterion]
    /// Essay: what a full answer holds.
    package let modelAnswer: String?
    /// What every candidate is told after the release.
    package let explanation: String?

    package init(
        credits: [OptionCredit] = [],
        scoring: ChoiceScoring = .weights,
        texts: [AcceptedText] = [],
        matchesCase: Bool = false,
        numbers: [AcceptedNumber] = [],
        pairs: [KeyPair] = [],
        order: [String] = [],
        rubric: [RubricCriterion] = [],
        modelAnswer: String? = nil,
        explanation: String? = nil
    ) {
        self.credits = credits
        self.scoring = scoring
        self.texts = texts
        self.matchesCase = matchesCase
        self.numbers = numbers
        self.pairs = pairs
        self.order = order
        self.rubric = rubric
        self.modelAnswer = modelAnswer
        self.explanation = explanation
    }
}

import EventSourcing

/// A question from which papers are drawn, at the revision it had when the exam was scheduled.
package struct PoolQuestion: Codable, Sendable, Equatable {
    /// The question.
    package let question: QuestionID
    /// Its revision.
    package let revision: Int
    /// Its kind.
    package let kind: QuestionKind
    /// Its topic.
    package let topic: String
    /// Its difficulty.
    package let difficulty: Difficulty
    /// What it is worth, in hundredths of a point.
    package let pointsHundredths: Int
    /// Ids of its options, in the author's order.
    package let options: [String]
    /// Ids of its targets, in the author's order.
    package let targets: [String]

    package init(
        question: QuestionID,
        revision: Int,
        kind: QuestionKind,
        topic: String,
        difficulty: Difficulty,
        pointsHundredths: Int,
        options: [String],
        targets: [String]
    ) {
        self.question = question
        self.revision = revision
        self.kind = kind
        self.topic = topic
        self.difficulty = difficulty
        self.pointsHundredths = pointsHundredths
        self.options = options
        self.targets = targets
    }
}

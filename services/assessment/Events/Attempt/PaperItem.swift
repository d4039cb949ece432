import EventSourcing

/// One question on a paper, with everything in the order in which this candidate sees it.
package struct PaperItem: Codable, Sendable, Equatable {
    /// The question.
    package let question: QuestionID
    /// Its revision.
    package let revision: Int
    /// Its kind.
    package let kind: QuestionKind
    /// What it is worth, in hundredths of a point.
    package let pointsHundredths: Int
    /// Ids of its options.
    package let options: [String]
    /// Ids of its targets.
    package let targets: [String]

    package init(
        question: QuestionID,
        revision: Int,
        kind: QuestionKind,
        pointsHundredths: Int,
        options: [String],
        targets: [String]
    ) {
        self.question = question
        self.revision = revision
        self.kind = kind
        self.pointsHundredths = pointsHundredths
        self.options = options
        self.targets = targets
    }
}

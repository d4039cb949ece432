import EventSourcing

/// The mark of one question.
package struct ItemMark: Codable, Sendable, Equatable {
    /// The question.
    package let question: QuestionID
    /// Its revision.
    package let revision: Int
    /// Whether there was an answer that counts.
    package let answered: Bool
    /// Points given.
    package let pointsHundredths: Int
    /// Points to be had; 0 for a question that does not count.
    package let maxHundredths: Int

    package init(question: QuestionID, revision: Int, answered: Bool, pointsHundredths: Int, maxHundredths: Int) {
        self.question = question
        self.revision = revision
        self.answered = answered
        self.pointsHundredths = pointsHundredths
        self.maxHundredths = maxHundredths
    }
}

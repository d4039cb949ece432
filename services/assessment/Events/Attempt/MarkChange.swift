import EventSourcing

/// What a re-mark changed in one question.
package struct MarkChange: Codable, Sendable, Equatable {
    /// The question.
    package let question: QuestionID
    /// Points given before, in hundredths.
    package let pointsBefore: Int
    /// Points given now, in hundredths.
    package let pointsAfter: Int
    /// Points that were to be had, in hundredths.
    package let maxBefore: Int
    /// Points to be had now, in hundredths.
    package let maxAfter: Int

    package init(question: QuestionID, pointsBefore: Int, pointsAfter: Int, maxBefore: Int, maxAfter: Int) {
        self.question = question
        self.pointsBefore = pointsBefore
        self.pointsAfter = pointsAfter
        self.maxBefore = maxBefore
        self.maxAfter = maxAfter
    }
}

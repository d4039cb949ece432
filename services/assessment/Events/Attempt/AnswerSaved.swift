package import EventSourcing

/// An answer was saved and counts; a later one to the same question replaces it.
package struct AnswerSaved: EventPayload {
    /// Number of the acknowledgement in this attempt, from 1 without a gap.
    package let receipt: Int
    /// The question.
    package let question: QuestionID
    /// Where it was given.
    package let session: ExamSessionID
    /// The session's own number of it, so that sending it again saves nothing twice.
    package let clientNumber: Int
    /// When, by the server.
    package let savedAt: Timestamp
    /// The answer.
    package let answer: GivenAnswer

    package init(
        receipt: Int,
        question: QuestionID,
        session: ExamSessionID,
        clientNumber: Int,
        savedAt: Timestamp,
        answer: GivenAnswer
    ) {
        self.receipt = receipt
        self.question = question
        self.session = session
        self.clientNumber = clientNumber
        self.savedAt = savedAt
        self.answer = answer
    }
}

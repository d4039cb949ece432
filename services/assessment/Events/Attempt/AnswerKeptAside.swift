package import EventSourcing

/// An answer came that cannot count; it is kept and marked, never lost.
package struct AnswerKeptAside: EventPayload {
    /// Number of the acknowledgement in this attempt, from 1 without a gap.
    package let receipt: Int
    /// The question.
    package let question: QuestionID
    /// Where it was given.
    package let session: ExamSessionID
    /// The session's own number of it, so that sending it again saves nothing twice.
    package let clientNumber: Int
    /// When, by the server.
    package let arrivedAt: Timestamp
    /// Why it does not count.
    package let reason: AsideReason
    /// How late it was, if it was.
    package let lateByMilliseconds: Int?
    /// The answer.
    package let answer: GivenAnswer

    package init(
        receipt: Int,
        question: QuestionID,
        session: ExamSessionID,
        clientNumber: Int,
        arrivedAt: Timestamp,
        reason: AsideReason,
        lateByMilliseconds: Int? = nil,
        answer: GivenAnswer
    ) {
        self.receipt = receipt
        self.question = question
        self.session = session
        self.clientNumber = clientNumber
        self.arrivedAt = arrivedAt
        self.reason = reason
        self.lateByMilliseconds = lateByMilliseconds
        self.answer = answer
    }
}

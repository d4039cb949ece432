import EventSourcing

/// An answer that was kept aside as late counts after all, since the deadline moved past it.
package struct AnswerAdmitted: EventPayload {
    /// Which one.
    package let receipt: Int
    /// The question.
    package let question: QuestionID

    package init(receipt: Int, question: QuestionID) {
        self.receipt = receipt
        self.question = question
    }
}

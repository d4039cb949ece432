import EventSourcing

/// A question is no longer drawn into new exams; the ones that have it keep it.
package struct QuestionRetired: EventPayload {
    /// Why.
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}

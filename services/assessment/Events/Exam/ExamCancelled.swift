import EventSourcing

/// An exam will not be held, or does not count; its attempts are closed by rule.
package struct ExamCancelled: EventPayload {
    /// Why.
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}

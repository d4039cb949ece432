import EventSourcing

/// A batch will not be held.
package struct BatchCancelled: EventPayload {
    /// Why.
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}

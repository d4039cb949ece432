import EventSourcing

/// A batch got more or fewer seats.
package struct BatchCapacityChanged: EventPayload {
    /// Number of seats from now on.
    package let capacity: Int
    /// Why.
    package let reason: String

    package init(capacity: Int, reason: String) {
        self.capacity = capacity
        self.reason = reason
    }
}

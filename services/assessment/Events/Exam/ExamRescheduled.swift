package import EventSourcing

/// An exam got other times; whoever has started keeps the clock they started with.
package struct ExamRescheduled: EventPayload {
    /// From when on it may be started.
    package let opensAt: Timestamp
    /// Until when it may be started.
    package let closesAt: Timestamp
    /// Standard time.
    package let durationMinutes: Int
    /// Why.
    package let reason: String

    package init(opensAt: Timestamp, closesAt: Timestamp, durationMinutes: Int, reason: String) {
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.durationMinutes = durationMinutes
        self.reason = reason
    }
}

package import CivilServiceKernel
package import EventSourcing

/// The results are released: candidates see theirs, keys may be shown, and the objection window is open.
package struct ExamResultsReleased: EventPayload {
    /// When.
    package let releasedAt: Timestamp
    /// Last day on which results may be contested, in the exam's zone.
    package let objectionsUntil: CalendarDate

    package init(releasedAt: Timestamp, objectionsUntil: CalendarDate) {
        self.releasedAt = releasedAt
        self.objectionsUntil = objectionsUntil
    }
}

package import CivilServiceKernel
import EventSourcing

/// A programme left the catalogue: no new batches.
package struct ProgrammeRetired: EventPayload {
    /// Last day in the catalogue.
    package let retiredOn: CalendarDate
    /// Why.
    package let reason: String

    package init(retiredOn: CalendarDate, reason: String) {
        self.retiredOn = retiredOn
        self.reason = reason
    }
}

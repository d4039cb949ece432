package import CivilServiceKernel
import EventSourcing

/// A work unit was closed; nobody may be moved into it.
package struct UnitClosed: EventPayload {
    /// Last day of the unit.
    package let closedOn: CalendarDate
    /// Why, such as the regulation that merged it.
    package let reason: String

    package init(closedOn: CalendarDate, reason: String) {
        self.closedOn = closedOn
        self.reason = reason
    }
}

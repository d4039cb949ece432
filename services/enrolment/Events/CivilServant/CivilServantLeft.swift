package import CivilServiceKernel
import EventSourcing

/// A civil servant left the service.
package struct CivilServantLeft: EventPayload {
    /// Why.
    package let reason: LeavingReason
    /// Last day of service.
    package let leftOn: CalendarDate

    package init(reason: LeavingReason, leftOn: CalendarDate) {
        self.reason = reason
        self.leftOn = leftOn
    }
}

package import CivilServiceKernel
import EventSourcing

/// A work unit was put under another one.
package struct UnitMoved: EventPayload {
    /// The unit above from now on; absent for the root.
    package let parentUnit: UnitID?

    package init(parentUnit: UnitID? = nil) {
        self.parentUnit = parentUnit
    }
}

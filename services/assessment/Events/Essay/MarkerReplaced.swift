package import CivilServiceKernel
import EventSourcing

/// A marker who has not marked yet was replaced.
package struct MarkerReplaced: EventPayload {
    /// Who no longer marks.
    package let replaced: CivilServantID
    /// Who marks instead.
    package let by: CivilServantID
    /// Why.
    package let reason: String

    package init(replaced: CivilServantID, by: CivilServantID, reason: String) {
        self.replaced = replaced
        self.by = by
        self.reason = reason
    }
}

package import CivilServiceKernel
import EventSourcing

/// Two people mark the essay, blind to each other.
package struct MarkersAssigned: EventPayload {
    /// One of them.
    package let first: CivilServantID
    /// The other.
    package let second: CivilServantID

    package init(first: CivilServantID, second: CivilServantID) {
        self.first = first
        self.second = second
    }
}
